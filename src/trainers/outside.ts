/** What an evaluator is given beside its config and its space: where things are kept on the machine that it runs on. */
export interface Outside {
  /** The folder of the weights that individuals end with and their children begin with. */
  readonly weightsFolder?: string | undefined
}
