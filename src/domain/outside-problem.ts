/** What a person brought cannot be used: which file, where in it, and what to do, in one sentence. */
export class OutsideProblem extends Error {}
