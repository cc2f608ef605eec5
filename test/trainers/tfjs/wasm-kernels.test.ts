/** The kernels that replace those of the wasm backend compute the same, whatever the shapes. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { referenceDepthwise } from "../../../src/trainers/tfjs/gradient-check/reference-operations.ts"
import { wasmBackend } from "../../../src/trainers/tfjs/wasm/wasm-backend.ts"

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

const normals = (count: number, index: number): Float32Array => {
  const stream = randomStream(31, "wasm-kernels", index)
  return Float32Array.from({ length: count }, () => stream.normal())
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length)
  return Array.from(a).reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? Number.NaN))),
    0
  )
}

describe("a depthwise convolution, cut into pieces or not (seed 31)", () => {
  for (const size of [
    [3, 3],
    [5, 5],
    [7, 7],
    [2, 3],
    [4, 4],
    [6, 9],
    [11, 11],
    [1, 7],
    [14, 3]
  ] as const) {
    for (const [stride, dilation] of [
      [1, 1],
      [2, 1],
      [1, 2],
      [1, 3]
    ] as const) {
      it(`${size.join("x")}, stride ${stride}, dilation ${dilation}`, () => {
        for (const [height, width] of [
          [9, 8],
          [5, 13],
          [3, 3]
        ] as const) {
          const shape = [2, height, width, 3] as [number, number, number, number]
          const filterShape = [...size, 3, 1] as [number, number, number, number]
          const x = normals(2 * height * width * 3, 0)
          const filter = normals(size[0] * size[1] * 3, 1)
          const expected = referenceDepthwise(
            { shape, values: Float64Array.from(x) },
            { shape: filterShape, values: Float64Array.from(filter) },
            { size, strides: [stride, stride], dilation }
          )
          const before = tf.memory().numTensors
          const found = tf.tidy(() =>
            tf
              .depthwiseConv2d(
                tf.tensor4d(x, shape),
                tf.tensor4d(filter, filterShape),
                stride,
                "same",
                "NHWC",
                dilation
              )
              .dataSync()
          )
          expect(largestDifference(found, expected.values)).toBeLessThan(1e-5)
          expect(tf.memory().numTensors).toBe(before)
        }
      })
    }
  }
})

describe("a slice", () => {
  const cases: [number[], number[], number[]][] = [
    [[50], [7], [20]],
    [
      [4, 5],
      [1, 0],
      [2, 5]
    ],
    [
      [4, 5],
      [1, 2],
      [3, 2]
    ],
    [
      [3, 4, 5],
      [0, 1, 0],
      [3, 2, 5]
    ],
    [
      [3, 4, 5, 6],
      [1, 0, 2, 1],
      [2, 4, 3, 5]
    ],
    [
      [3, 4, 5, 40],
      [1, 0, 2, 1],
      [2, 4, 3, 39]
    ],
    [
      [2, 3, 2, 3, 2],
      [0, 1, 1, 0, 0],
      [2, 2, 1, 3, 2]
    ],
    [
      [4, 5],
      [1, 2],
      [0, 2]
    ]
  ]
  for (const [shape, begin, size] of cases) {
    it(`of ${shape.join("x")} from ${begin.join(",")}, ${size.join("x")} large`, () => {
      const count = shape.reduce((product, length) => product * length, 1)
      const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
      const result = tf.tidy(() => tf.slice(tf.reshape(tf.range(0, count), shape), begin, size).dataSync())
      const expected = Array.from({ length: size.reduce((a, b) => a * b, 1) }, (_, position) => {
        let rest = position
        let index = 0
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          const length = size[axis] ?? 1
          index += ((begin[axis] ?? 0) + (rest % length)) * (strides[axis] ?? 1)
          rest = Math.floor(rest / length)
        }
        return index
      })
      expect([...result]).toEqual(expected)
    })
  }

  it("of whole numbers is left to TensorFlow.js", () => {
    expect([...tf.tidy(() => tf.slice(tf.tensor1d([1, 2, 3, 4], "int32"), 1, 2).dataSync())]).toEqual([2, 3])
  })
})

describe("a split", () => {
  const cases: [string, number[], number | number[], number][] = [
    ["into rows", [6, 4], 3, 0],
    ["into columns", [3, 8], 4, 1],
    ["of other sizes, by an axis from the end", [2, 7, 3], [1, 4, 2], -2],
    ["with one size left open", [2, 3, 9], [4, -1, 2], 2]
  ]
  for (const [what, shape, parts, axis] of cases) {
    it(`${what} gives what stands there, and joins again to what it was`, () => {
      const count = shape.reduce((product, length) => product * length, 1)
      tf.tidy(() => {
        const x = tf.reshape(tf.range(0, count), shape)
        const split = tf.split(x, parts, axis)
        const along = axis < 0 ? axis + shape.length : axis
        const lengths = split.map((part) => part.shape[along]!)
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(shape[along])
        let position = 0
        for (const part of split) {
          const begin = shape.map((_, index) => (index === along ? position : 0))
          expect([...part.dataSync()]).toEqual([...tf.slice(x, begin, part.shape).dataSync()])
          position += part.shape[along]!
        }
        expect([...tf.concat(split, along).dataSync()]).toEqual([...x.dataSync()])
      })
    })
  }

  it("of whole numbers gives whole numbers", () => {
    const [first, second] = tf.tidy(() =>
      tf.split(tf.tensor1d([1, 2, 3, 4], "int32"), 2).map((part) => [part.dtype, ...part.dataSync()])
    )
    expect([first, second]).toEqual([
      ["int32", 1, 2],
      ["int32", 3, 4]
    ])
  })
})

describe("memory", () => {
  it("is shared by a clone and freed with the last of the two", () => {
    const first = tf.tensor1d([1, 2, 3])
    const buffers = tf.memory().numDataBuffers
    const second = tf.clone(first)
    expect(tf.memory().numDataBuffers).toBe(buffers)
    first.dispose()
    expect([...second.dataSync()]).toEqual([1, 2, 3])
    second.dispose()
    expect(tf.memory().numDataBuffers).toBe(buffers - 1)
  })

  it("that runs out is an error, after which the backend still computes", () => {
    const backend = tf.backend()
    const taken: tf.TensorInfo[] = []
    // Asked for and never written to, so that no real memory is used.
    const take = (): void => {
      for (let i = 0; i < 4; i++) taken.push(wasmBackend(backend).makeOutput([300_000_000], "float32"))
    }
    expect(take).toThrow(/the wasm heap is out of memory: 1200000000 bytes were asked for/)
    for (const { dataId } of taken) backend.disposeData(dataId)
    expect(() => wasmBackend(backend).makeOutput([1_500_000_000], "float32")).toThrow(/: 6000000000 bytes/)
    expect([...tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1).dataSync())]).toEqual([2, 3])
  })
})
