/** Runs specs under jasmine. Only what is used of it here is typed. */
import { createRequire } from "node:module"

export interface SpecResult {
  readonly fullName: string
  readonly status: "passed" | "failed" | "pending" | "excluded"
  readonly failedExpectations: readonly { readonly message: string }[]
}

interface Reporter {
  readonly specDone: (result: SpecResult) => void
}

interface Environment {
  configure(configuration: {
    readonly random: boolean
    readonly forbidDuplicateNames: boolean
    readonly specFilter: (spec: Spec) => boolean
  }): void
  clearReporters(): void
  addReporter(reporter: Reporter): void
  execute(): Promise<{ readonly overallStatus: string }>
}

interface Spec {
  getFullName(): string
}

interface JasmineCore {
  installGlobals(): void
  readonly jasmine: { getEnv(): Environment; DEFAULT_TIMEOUT_INTERVAL: number }
}

const TIMEOUT_MS = 20_000

/** Runs the specs that the file `bundle` declares when it is loaded; `report` is given each one's result. */
export const runSpecs = async (
  bundle: string,
  isWanted: (fullName: string) => boolean,
  report: (result: SpecResult) => void
): Promise<void> => {
  const require = createRequire(import.meta.url)
  const core: JasmineCore = require("jasmine-core")
  core.installGlobals()
  const { jasmine } = core
  jasmine.DEFAULT_TIMEOUT_INTERVAL = TIMEOUT_MS
  const environment = jasmine.getEnv()
  environment.configure({
    random: false,
    forbidDuplicateNames: false,
    specFilter: (spec) => isWanted(spec.getFullName())
  })
  environment.clearReporters()
  environment.addReporter({ specDone: report })
  require(bundle)
  await environment.execute()
}
