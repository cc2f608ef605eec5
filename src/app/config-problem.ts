/** What the schema found wrong with a config, as one sentence that says which field and how. */
import type * as z from "zod"

/** Of a union, the branch whose complaint lies deepest is the one that was meant; it says which field is wrong. */
const meant = (issue: z.core.$ZodIssue): z.core.$ZodIssue => {
  if (issue.code !== "invalid_union") return issue
  let deepest: z.core.$ZodIssue = issue
  for (const [complaint] of issue.errors) {
    if (complaint === undefined) continue
    const inner = meant({ ...complaint, path: [...issue.path, ...complaint.path] })
    if (inner.path.length > deepest.path.length) deepest = inner
  }
  return deepest
}

/** The first problem that the schema found, as a sentence. */
export const problemOf = (error: z.ZodError): string => {
  const [first] = error.issues
  if (first === undefined) return "the config is not valid"
  const issue = meant(first)
  const path = issue.path.join(".")
  if (path === "") return `the config is not valid: ${issue.message}`
  if (issue.code === "unrecognized_keys") {
    return `config field ${path}.${issue.keys[0] ?? ""}: there is no such field in this kind of ${path}; leave it out`
  }
  const value = wrongValue(issue)
  return value === undefined
    ? `config field ${path} is missing: ${issue.message}`
    : `config field ${path}: ${issue.message} (it is ${said(value)})`
}

/** What stands in the wrong place; of a record of an unknown kind, the kind. */
const wrongValue = ({ code, input, path }: z.core.$ZodIssue): unknown =>
  code === "invalid_union" && path.at(-1) === "kind" && typeof input === "object" && input !== null
    ? Object.entries(input).find(([key]) => key === "kind")?.[1]
    : input

/** JSON has no word for numbers that are too large for it. */
const said = (value: unknown): string => (typeof value === "number" ? String(value) : JSON.stringify(value))
