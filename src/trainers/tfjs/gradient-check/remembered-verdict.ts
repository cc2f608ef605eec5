/**
 * The gradient self-test of a machine on which the same code has passed it before. Operations are computed again, and
 * where the answers are, to the last bit, those that were compared with the reference then, the verdict of then is still
 * the verdict, and the slow reference is spared. One bit that differs, and all is compared anew.
 *
 * On a backend that is nothing but code, one operation of each kind is computed; on one that hangs on a driver or a
 * library as well, all are. A verdict that gradients are wrong is never kept.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync } from "node:fs"
import { cpus } from "node:os"
import { dirname, join } from "node:path"
import * as z from "zod"
import { writeWholeFile } from "../../whole-file.ts"
import { codeHash } from "./code-hash.ts"
import { answerCase, type GradientAnswer, hashAnswer } from "./gradient-answers.ts"
import type { GradientCase } from "./gradient-case.ts"
import { allGradientCases, type GradientCheck, judgeAnswer } from "./gradient-self-test.ts"

const passed = z.strictObject({
  operation: z.string(),
  error: z.number(),
  ok: z.literal(true),
  /** SHA-256 of the answer. */
  answer: z.string()
})
const verdict = z.array(passed)
type Verdict = z.output<typeof verdict>

/** Where the verdict on a backend is kept, of this code, this Node and this processor. */
export const verdictFile = (cacheFolder: string, device: string, code: string = codeHash()): string => {
  const { arch, version } = process
  const about = createHash("sha256").update(JSON.stringify([code, device, version, arch, cpus()[0]?.model]))
  return join(cacheFolder, "gradients", `${about.digest("hex").slice(0, 32)}.json`)
}

const recall = (file: string): Verdict | undefined => {
  try {
    return verdict.safeParse(JSON.parse(readFileSync(file, "utf8"))).data
  } catch {
    return undefined
  }
}

/** Whole or not at all, since trainers start beside one another. Where nothing can be kept, the test is only slower. */
const remember = (file: string, kept: Verdict): void => {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeWholeFile(file, Buffer.from(JSON.stringify(kept)))
  } catch {
    // There is no room, or no permission.
  }
}

/** “depthwise convolution” of “depthwise convolution 3x3 stride 2x2”. */
const kindOf = ({ operation }: GradientCase): string => operation.replace(/ \d.*$/, "")

/** The first case of each kind. */
const oneOfEach = (cases: readonly GradientCase[]): readonly GradientCase[] => [
  ...new Map(cases.toReversed().map((gradientCase) => [kindOf(gradientCase), gradientCase])).values()
]

const stillHolds = async (kept: Verdict, cases: readonly GradientCase[]): Promise<boolean> => {
  const answers = new Map(kept.map(({ answer, operation }) => [operation, answer]))
  for (const gradientCase of cases) {
    const hash = hashAnswer(gradientCase, await answerCase(gradientCase))
    if (hash === undefined || hash !== answers.get(gradientCase.operation)) return false
  }
  return true
}

const isAbout = (kept: Verdict, cases: readonly GradientCase[]): boolean =>
  kept.length === cases.length && cases.every(({ operation }, index) => kept[index]?.operation === operation)

const examine = async (gradientCase: GradientCase) => {
  const answer: GradientAnswer = await answerCase(gradientCase)
  return { check: judgeAnswer(gradientCase, answer), answer: hashAnswer(gradientCase, answer) }
}

/**
 * Checks every operation, or the given ones, on the backend that is set. `isOnlyCode` says whether the same code on the
 * same processor can only give the same answers there.
 */
export const checkGradients = async (
  file: string,
  isOnlyCode: boolean,
  cases: readonly GradientCase[] = allGradientCases()
): Promise<readonly GradientCheck[]> => {
  const kept = recall(file)
  if (kept !== undefined && isAbout(kept, cases)) {
    const computed = isOnlyCode ? oneOfEach(cases) : cases
    if (await stillHolds(kept, computed))
      return kept.map(({ operation, error, ok }) => ({ operation, error, ok }))
  }
  const examined: Awaited<ReturnType<typeof examine>>[] = []
  for (const gradientCase of cases) examined.push(await examine(gradientCase))
  const right = examined.flatMap(({ answer, check: { operation, error, ok } }) =>
    ok && answer !== undefined ? [{ operation, error, ok: true as const, answer }] : []
  )
  if (right.length === cases.length) remember(file, right)
  return examined.map(({ check }) => check)
}
