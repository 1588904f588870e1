import { importAccounts } from '../accounts/import-accounts.ts'
import { importLines } from '../accounts/import-lines.ts'
import type { Database } from '../db/client.ts'
import { importImpact } from '../outages/import-impact.ts'
import { importSites } from '../outages/import-sites.ts'
import { inWork, type Who } from '../work.ts'
import { type FileKind, ImportStopped } from './import-map.ts'
import { DryRunEnded, type ImportOptions, type ImportSummary } from './run-import.ts'
import type { Source } from './source.ts'

/** Runs one import in a transaction of its own, by its kind; a dry run does everything and rolls it back. */
export async function importFile(
  database: Database,
  who: Who,
  kind: FileKind,
  source: Source,
  options: ImportOptions & { outageId?: string },
): Promise<ImportSummary> {
  try {
    return await inWork(database, who, async (work) => {
      const into = { work, database }
      const summary = await importKind(into, kind, source, options)
      if (options.dryRun) throw new DryRunEnded(summary)
      return summary
    })
  } catch (error) {
    if (error instanceof DryRunEnded) return error.found
    throw error
  }
}

function importKind(
  into: Parameters<typeof importAccounts>[0],
  kind: FileKind,
  source: Source,
  options: ImportOptions & { outageId?: string },
) {
  if (kind === 'accounts') return importAccounts(into, source, options)
  if (kind === 'lines') return importLines(into, source, options)
  const { outageId } = options
  if (!outageId) throw new ImportStopped(`Which outage? An import of ${kind} needs --outage ID.`)
  return kind === 'sites'
    ? importSites(into, source, { ...options, outageId })
    : importImpact(into, source, { ...options, outageId })
}
