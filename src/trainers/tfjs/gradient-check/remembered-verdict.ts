/**
 * The gradient self-test without its slow half. Every operation is computed at each start of a trainer, as ever; but where
 * the answers are, to the last bit, those that were compared with the reference before, the verdict of then is still the
 * verdict, and the reference need not be computed again. Whatever changes a gradient (a version, a driver, a kernel,
 * another processor) changes the bits, and all is compared anew. A verdict that gradients are wrong is never kept.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as z from "zod"
import { writeWholeFile } from "../../whole-file.ts"
import { answerCase, type GradientAnswer, hashAnswers } from "./gradient-answers.ts"
import type { GradientCase } from "./gradient-case.ts"
import { allGradientCases, type GradientCheck, judgeAnswer } from "./gradient-self-test.ts"

const verdict = z.strictObject({
  answers: z.string(),
  checks: z.array(z.strictObject({ operation: z.string(), error: z.number(), ok: z.literal(true) }))
})
type Verdict = z.output<typeof verdict>

/** The code that compares: with another reference, right and wrong are to be found out again. */
const judgesHash = (): string => {
  const hash = createHash("sha256")
  const folder = import.meta.dirname
  for (const name of readdirSync(folder).sort())
    if (/\.[jt]s$/.test(name)) hash.update(readFileSync(join(folder, name)))
  return hash.digest("hex")
}

/** Where the verdict on a backend is kept; `device` is its description for the log. */
export const verdictFile = (cacheFolder: string, device: string): string => {
  const about = createHash("sha256").update(
    JSON.stringify([device, process.version, process.arch, judgesHash()])
  )
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

/** Checks every operation, or the given ones, on the backend that is set. */
export const checkGradients = async (
  file: string,
  cases: readonly GradientCase[] = allGradientCases()
): Promise<readonly GradientCheck[]> => {
  const answers: GradientAnswer[] = []
  for (const gradientCase of cases) answers.push(await answerCase(gradientCase))
  const hash = hashAnswers(cases, answers)
  const kept = recall(file)
  if (kept !== undefined && kept.answers === hash) return kept.checks
  const checks = cases.map((gradientCase, index) =>
    judgeAnswer(gradientCase, answers[index] ?? { kind: "refused", refusal: "it was not computed" })
  )
  const right = checks.flatMap(({ operation, error, ok }) => (ok ? [{ operation, error, ok } as const] : []))
  if (hash !== undefined && right.length === cases.length) remember(file, { answers: hash, checks: right })
  return checks
}
