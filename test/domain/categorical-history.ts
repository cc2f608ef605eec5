/** A process that prints the digest of the table controller's short history. */
import { makeCategoricalController } from "../../src/domain/categorical-controller.ts"
import { CATEGORICAL_SETTINGS } from "./categorical-settings.ts"
import { OPTIONS, shortHistory } from "./short-history.ts"

console.log(shortHistory(makeCategoricalController({ options: OPTIONS, ...CATEGORICAL_SETTINGS })))
