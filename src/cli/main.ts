#!/usr/bin/env node
/** What is started: has Node keep what it compiles, and only then loads the command line. */
import { keepCompiledCode } from "../app/compiled-code.ts"

keepCompiledCode()
await import("./program.ts")
