/** “cambrian count” as a process: one JSON object or a small table, one sentence for what is wrong, and no log. */
import { readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { countShape } from "./answers.ts"
import { cambrian, oneObject, temporaryFolder } from "./cambrian-process.ts"
import { expectRefused } from "./refusal.ts"

describe("cambrian count", () => {
  it("answers with one object, or with a table, and leaves no file", async () => {
    const folder = temporaryFolder()
    const args = ["count", "nasnet-a", "--task", "imagenet", "--filters", "168"]
    const answered = await cambrian([...args, "--json"], { cwd: folder })
    expect(countShape.parse(oneObject(answered))).toEqual({
      genotype: "NASNet-A",
      parameters: 88_743_820,
      flops: 23_800_556_364,
      cells: 6,
      filters: 168,
      task: "imagenet"
    })
    const { code, stdout } = await cambrian(args, { cwd: folder })
    expect(code).toBe(0)
    expect(stdout).toMatch(/NASNet-A +imagenet +6 +168 +88,743,820 +23,800,556,364/)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    [["count"], /genotype/],
    [["count", "amoebanet"], /^there is no genotype “amoebanet”; did you mean “AmoebaNet-A”\?/],
    [["count", "AmoebaNet-A", "--cells", "0"], /^--cells: N/],
    [["count", "AmoebaNet-A", "--task", "mnist"], /--task/]
  ])("refuses %j in a sentence", async (args, sentence) => {
    await expectRefused(temporaryFolder(), { args, sentence })
  })
})
