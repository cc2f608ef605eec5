/** Writes a model as an ONNX file (https://onnx.ai), which most other programs read. */
import { type ExportedModel, INPUT_NAME, metadataOf, OUTPUT_NAME } from "./exported-model.ts"
import { onnxNodes } from "./onnx-nodes.ts"
import { integerField, message, messageField, textField } from "./protobuf.ts"

const MODEL = { irVersion: 1, producer: 2, graph: 7, operatorSet: 8, metadata: 14 } as const
const OPERATOR_SET = { version: 2 } as const
const ENTRY = { key: 1, value: 2 } as const
/** The format's version of the time of this operator set, so that older readers understand it as well. */
const IR_VERSION = 7
const OPERATOR_SET_VERSION = 13

export const toOnnx = (model: ExportedModel): Uint8Array => {
  const writer = onnxNodes(model.graph, { inputName: INPUT_NAME, outputName: OUTPUT_NAME })
  const valueAt = (name: string, index: number) => ({ name, shape: model.graph.nodes.at(index)?.shape ?? [] })
  return message(
    integerField(MODEL.irVersion, IR_VERSION),
    textField(MODEL.producer, "Cambrian"),
    messageField(MODEL.graph, ...writer.graph("network", valueAt(INPUT_NAME, 0), valueAt(OUTPUT_NAME, -1))),
    messageField(MODEL.operatorSet, integerField(OPERATOR_SET.version, OPERATOR_SET_VERSION)),
    ...Object.entries(metadataOf(model)).map(([key, value]) =>
      messageField(MODEL.metadata, textField(ENTRY.key, key), textField(ENTRY.value, value))
    )
  )
}
