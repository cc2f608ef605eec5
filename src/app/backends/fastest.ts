/** The one with the largest speed, the first of equal ones; those without a speed do not count. */
export const fastestOf = <A>(
  contestants: readonly A[],
  speedOf: (contestant: A) => number | null | undefined
): A | undefined => {
  let best: A | undefined
  let bestSpeed = 0
  for (const contestant of contestants) {
    const speed = speedOf(contestant) ?? 0
    if (speed > bestSpeed) {
      best = contestant
      bestSpeed = speed
    }
  }
  return best
}
