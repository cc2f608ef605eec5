/** The environment variable that tells a trainer process its number, from 0, so that each can take another device. */
export const TRAINER_INDEX_VARIABLE = "CAMBRIAN_TRAINER_INDEX"
