/** What a person asked for cannot be done as asked: one sentence that says what, where and what to do. */
import { Schema } from "effect"

export class BadInput extends Schema.TaggedError<BadInput>()("BadInput", { message: Schema.String }) {}
