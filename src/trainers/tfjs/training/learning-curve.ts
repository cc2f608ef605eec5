/** The learning curve of a training, gathered epoch by epoch into lists of numbers by name. */
import type { Curve } from "../../evaluator.ts"

export interface EpochFigures {
  /** How many epochs are done: a whole number, unless a budget ended the training in the middle of one. */
  readonly epoch: number
  /** The mean over the steps of the epoch, each before its own step, in nats. */
  readonly trainLoss: number
  /** Of the epoch's last step. */
  readonly learningRate: number
  /** Since the training began, validations included. */
  readonly seconds: number
}

export class LearningCurve {
  private readonly epochs: EpochFigures[] = []
  private readonly validations: { readonly epoch: number; readonly accuracy: number }[] = []

  /** Goes on with the curve of the part of a training that an earlier process saw. */
  static from(curve: Curve): LearningCurve {
    const begun = new LearningCurve()
    const at = (name: string, index: number): number => curve[name]?.[index] ?? 0
    curve.epoch?.forEach((epoch, index) =>
      begun.epochs.push({
        epoch,
        trainLoss: at("trainLoss", index),
        learningRate: at("learningRate", index),
        seconds: at("seconds", index)
      })
    )
    curve.validation?.forEach((accuracy, index) =>
      begun.validations.push({ epoch: at("validationEpoch", index), accuracy })
    )
    return begun
  }

  sawEpoch(figures: EpochFigures): void {
    this.epochs.push(figures)
  }

  /** The accuracy on the validation images after the epoch that was seen last. */
  sawValidation(accuracy: number): void {
    this.validations.push({ epoch: this.epochs.at(-1)?.epoch ?? 0, accuracy })
  }

  get figures(): Curve {
    return {
      epoch: this.epochs.map(({ epoch }) => epoch),
      learningRate: this.epochs.map(({ learningRate }) => learningRate),
      seconds: this.epochs.map(({ seconds }) => seconds),
      trainLoss: this.epochs.map(({ trainLoss }) => trainLoss),
      validation: this.validations.map(({ accuracy }) => accuracy),
      validationEpoch: this.validations.map(({ epoch }) => epoch)
    }
  }
}
