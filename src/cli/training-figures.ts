/** How far a training is, in the few words that fit a progress line: 45% epoch 3/8 loss 0.412. */

export interface TrainingProgress {
  readonly done: number
  readonly total: number
  readonly figures: Readonly<Record<string, number>>
}

export const trainingFigures = ({ done, total, figures }: TrainingProgress): string => {
  const { epoch, epochs, loss } = figures
  return [
    `${total > 0 ? Math.round((100 * done) / total) : 0}%`,
    // Of one epoch alone the share says as much.
    ...(epoch === undefined || (epochs ?? epoch) <= 1
      ? []
      : [`epoch ${epoch}${epochs === undefined ? "" : `/${epochs}`}`]),
    ...(loss === undefined ? [] : [`loss ${loss.toPrecision(3)}`])
  ].join(" ")
}
