/** One rule of the books: `query` selects what breaks it, one row for each finding, as `finding` in words with ids only. */
export type BooksRule = { rule: string; query: string }
