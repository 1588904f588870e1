import { readConfig } from '../config.ts'
import { openDatabase } from '../db/client.ts'
import { booksRules } from '../ledger/books-rules.ts'
import { verifyBooks } from '../ledger/verify-books.ts'

/** `npm run books -- verify`: exit code 0 when every rule of the books holds, 1 and the first finding in words when not. */
if (process.argv[2] !== 'verify') {
  process.stderr.write('npm run books -- verify\n')
  process.exitCode = 2
} else {
  const database = await openDatabase(readConfig(process.env).database, { patient: true })
  try {
    const report = await verifyBooks(database)
    for (const { rule, findings, first } of report.broken)
      process.stdout.write(
        `BROKEN: ${rule}\n  ${first}${findings > 1 ? ` (and ${findings - 1} more)` : ''}\n`,
      )
    process.stdout.write(
      `books rules=${booksRules.length} transfers=${report.transfers} broken=${report.broken.length} seconds=${report.seconds.toFixed(1)}\n`,
    )
    if (report.broken.length > 0) process.exitCode = 1
  } finally {
    await database.close()
  }
}
