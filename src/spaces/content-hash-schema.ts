/** The SHA-256 of a file's bytes, as configs hold it: 64 hexadecimal digits. The app fills it in. */
import * as z from "zod"

export const contentHashSchema = z
  .string()
  .regex(
    /^[0-9a-f]{64}$/,
    "the SHA-256 of a file is 64 hexadecimal digits; leave it out to have it filled in"
  )
