/** The first thing that is wrong with the journal, in one sentence, and where. */
export type Finding = { seq: string | null; event: string | null; seal: string | null; words: string }
