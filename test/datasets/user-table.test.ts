/** Tables as people have them: what their formats may look like, and what is said of files that are none. */
import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { readUserTable } from "../../src/datasets/user-table.ts"
import { OutsideProblem } from "../../src/domain/outside-problem.ts"
import type { FileTable } from "../../src/spaces/outside.ts"

const read = (text: string, file = "t.csv"): FileTable => readUserTable(file, Buffer.from(text))

const cells = (table: FileTable): readonly (readonly string[])[] => [
  table.columns,
  ...Array.from({ length: table.rowCount }, (_, row) =>
    table.columns.map((_, column) => table.cell(row, column))
  )
]

const refusal = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(OutsideProblem)
    const message = error instanceof Error ? error.message : ""
    expect(message).not.toContain("\n")
    return message
  }
  throw new Error("it was not refused")
}

const WANTED = [
  ["a", "b"],
  ["1", "x"],
  ["2.5", ""]
]

describe("a CSV file", () => {
  it.each([
    ["with a last line end", "a,b\n1,x\n2.5,\n"],
    ["without one", "a,b\n1,x\n2.5,"],
    ["with line ends of Windows", "a,b\r\n1,x\r\n2.5,\r\n"],
    ["with line ends of old", "a,b\r1,x\r2.5,\r"],
    ["with a byte order mark", "\uFEFFa,b\n1,x\n2.5,\n"],
    ["with quotes that need not be", '"a","b"\n"1","x"\n"2.5",""\n'],
    ["with blank lines", "\na,b\n\n1,x\n2.5,\n\n\r\n"]
  ])("%s", (_how, text) => {
    expect(cells(read(text))).toEqual(WANTED)
  })

  it("may hold commas, quotes and line ends within quotes, and the lines are counted as an editor does", () => {
    const table = read('name,"a, b"\r\n"say ""hi""","one\r\ntwo"\r\n"",5" pipe\r\nlast,é\r\n')
    expect(cells(table)).toEqual([
      ["name", "a, b"],
      ['say "hi"', "one\r\ntwo"],
      ["", '5" pipe'],
      ["last", "é"]
    ])
    expect([0, 1, 2].map(table.place)).toEqual(["line 2", "line 4", "line 5"])
  })

  it("may have one column, and more cells than were first made room for", () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => String(index))
    const table = read(`n\n${numbers.join("\n")}\n`)
    expect(table.rowCount).toBe(10_000)
    expect(numbers.every((number, row) => table.cell(row, 0) === number)).toBe(true)
    expect(table.place(9_999)).toBe("line 10001")
  })

  it.each([
    ["", "t.csv is empty"],
    ["\n\n", "t.csv is empty"],
    ["a,b\n1\n", "t.csv, line 2: this row has 1 cells, and the first line names 2 columns"],
    ["a,b\n1,2\n\n1,2,3\n", "t.csv, line 4: this row has 3 cells"],
    ['a,b\n1,"x\n2,y\n', "t.csv, line 2: a quote is opened and never closed"],
    ['a,b\n1,"x\n"y\n', "t.csv, line 3: after a closing quote comes neither a comma"]
  ])("%j is refused with its line", (text, said) => {
    expect(refusal(() => read(text))).toContain(said)
  })
})

describe("a JSON file", () => {
  it("is an array of flat objects, of which not all need all keys", () => {
    const table = read('[{"a":1,"b":"x"},{"b":null,"a":2.5},{"c":true}]', "t.json")
    expect(cells(table)).toEqual([
      ["a", "b", "c"],
      ["1", "x", ""],
      ["2.5", "", ""],
      ["", "", "true"]
    ])
    expect(table.place(2)).toBe("element 3")
  })

  it.each([
    ["[{]", "t.json is not JSON: "],
    ["", "t.json is not JSON: "],
    ['{"a":1}', "t.json holds no JSON array"],
    ['[{"a":1},7]', "t.json, element 2: this is no object"],
    ['[{"a":1},{"a":[1]}]', "t.json, element 2: “a” holds an array"],
    ['[{"a":{}}]', "t.json, element 1: “a” holds an object"]
  ])("%j is refused with its element", (text, said) => {
    expect(refusal(() => read(text, "t.json"))).toContain(said)
  })
})

describe("what a file is", () => {
  const csv = "a,b\n1,x\n2.5,\n"
  const json = '[{"a":1,"b":"x"},{"a":2.5,"b":""}]'

  it.each([
    ["t.csv", csv],
    ["t.CSV", csv],
    ["t.json", json],
    ["t", csv],
    ["t.txt", ` \n${json}`]
  ])("is seen in %s, gzipped or not, whatever its name says of that", (name, text) => {
    for (const file of [name, `${name}.gz`]) {
      expect(cells(readUserTable(file, Buffer.from(text)))).toEqual(WANTED)
      expect(cells(readUserTable(file, gzipSync(text)))).toEqual(WANTED)
    }
  })

  it("is said where it is none", () => {
    const half = gzipSync(csv).subarray(0, 20)
    expect(refusal(() => readUserTable("t.csv.gz", half))).toMatch(
      /^t\.csv\.gz begins as a gzip file .*cannot be unpacked/
    )
    const latin1 = Buffer.from("a,b\n1,é\n", "latin1")
    expect(refusal(() => readUserTable("t.csv", latin1))).toMatch(/^t\.csv cannot be read as text in UTF-8/)
  })
})
