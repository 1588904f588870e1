import { importAccounts } from '../accounts/import-accounts.ts'
import { importLines } from '../accounts/import-lines.ts'
import { importBusinessContacts } from '../contacts/import-business-contacts.ts'
import { importConsents } from '../contacts/import-consents.ts'
import { importPasscodes } from '../contacts/import-passcodes.ts'
import type { Database } from '../db/client.ts'
import { importImpact } from '../outages/import-impact.ts'
import { importSites } from '../outages/import-sites.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import { inWork, type Who } from '../work.ts'
import { type FileKind, ImportStopped } from './import-map.ts'
import { DryRunEnded, type ImportOptions, type ImportSummary } from './run-import.ts'
import type { Source } from './source.ts'

type FileOptions = ImportOptions & {
  outageId?: string
  /** What passcodes are kept with. */
  secrets?: SecretBox | null
}

/** Runs one import in a transaction of its own, by its kind; a dry run does everything and rolls it back. */
export async function importFile(
  database: Database,
  who: Who,
  kind: FileKind,
  source: Source,
  options: FileOptions,
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
  options: FileOptions,
) {
  if (kind === 'accounts') return importAccounts(into, source, options)
  if (kind === 'lines') return importLines(into, source, options)
  if (kind === 'business-contacts') return importBusinessContacts(into, source, options)
  if (kind === 'consents') return importConsents(into, source, options)
  if (kind === 'passcodes') {
    const { secrets } = options
    if (!secrets) throw new ImportStopped('Say where the keys are: MAKERIGHT_SECRETS_FILE.')
    return importPasscodes(into, source, options, secrets)
  }
  const { outageId } = options
  if (!outageId) throw new ImportStopped(`Which outage? An import of ${kind} needs --outage ID.`)
  return kind === 'sites'
    ? importSites(into, source, { ...options, outageId })
    : importImpact(into, source, { ...options, outageId })
}
