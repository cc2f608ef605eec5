/** A process that prints the digest of the LSTM controller's short history. */
import { OPTIONS, shortHistory } from "../../../domain/short-history.ts"
import { makeSmallLstm } from "./lstm-settings.ts"

console.log(shortHistory(await makeSmallLstm(OPTIONS)))
