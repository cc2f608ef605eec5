/**
 * Loads a module that a person wrote, TypeScript or JavaScript, at once: the rules of a run are made from configs
 * without waiting for anything. That excludes modules that wait while they are loaded.
 */
import { createRequire } from "node:module"
import { OutsideProblem } from "../domain/outside-problem.ts"
import { errorCode } from "./error-code.ts"

const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, " ").trim()

const reasonOf = (error: unknown): string => {
  const said = oneLine(error instanceof Error ? error.message : String(error))
  switch (errorCode(error)) {
    case "ERR_REQUIRE_ASYNC_MODULE":
      return "it, or a module that it imports, has an “await” outside any function; move it into a function"
    case "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX":
      return `${said}: Node runs TypeScript by leaving its types out, so what is more than a type has to be written in JavaScript`
    case "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING":
      return "Node runs no TypeScript inside node_modules; build the module to JavaScript, or keep it elsewhere"
    default:
      return said
  }
}

/** The exports of the module in a file, by an absolute path. Throws OutsideProblem. */
export const loadUserModule = (file: string): Readonly<Record<string, unknown>> => {
  try {
    const exported: unknown = createRequire(file)(file)
    return typeof exported === "object" && exported !== null ? { ...exported } : {}
  } catch (error) {
    throw new OutsideProblem(`the module ${file} cannot be loaded: ${reasonOf(error)}`)
  }
}
