import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearchParams } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Problem } from '#client/problem.tsx'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import type { VersionPageView } from '#shared/programmes/views.ts'
import { DraftEditor } from './draft-editor.tsx'

/** A new programme from nothing, or the next version of one that is there (`?from=`). */
export default function NewProgrammePage() {
  useTitle('New programme')
  const [search] = useSearchParams()
  const from = search.get('from')
  const trpc = useTRPC()
  const go = useNavigate()
  const list = useQuery(trpc.programmes.list.queryOptions())
  const source = useQuery(
    trpc.programmes.page.queryOptions({ programmeId: from ?? '' }, { enabled: from !== null }),
  )
  const failed = list.error ?? source.error
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">
          {from ? 'The next version' : 'A new programme'}
        </h1>
        <p className="mt-0.5 text-muted">
          It can be saved with problems. A second manager puts it in force when it has none.
        </p>
      </header>
      {failed ? (
        <Problem
          error={failed}
          onRetry={() => Promise.all([list.refetch(), from !== null && source.refetch()])}
        />
      ) : !list.data || (from !== null && !source.data) ? (
        <Skeleton className="h-96 w-full" />
      ) : !list.data.mayWrite.ok ? (
        <Note tone="outage">{list.data.mayWrite.because}</Note>
      ) : (
        <DraftEditor
          draft={null}
          text={source.data ? nextText(source.data.versions) : blank}
          outageId={null}
          outages={list.data.outages.map(({ outageId, name }) => ({ value: outageId, label: name }))}
          problems={[]}
          onSaved={({ programmeId, version }) => void go(paths.programme(programmeId, version))}
        />
      )}
    </div>
  )
}

/** The latest text with the next number, superseding what is in force by the difference. */
function nextText(versions: readonly VersionPageView[]): string {
  const [latest] = versions
  const inForce = versions.find(({ state }) => state === 'published')
  const source = inForce ?? latest
  if (!latest || !source?.document) return latest?.text ?? blank
  const supersession = inForce
    ? { supersedes: inForce.version, mode: 'delta' }
    : { supersedes: null, mode: 'none' }
  // Its text and not its stored document: the author's order of the fields is kept.
  const fields = JSON.parse(source.text) as object
  return JSON.stringify({ ...fields, version: latest.version + 1, supersession }, null, 2)
}

const blank = JSON.stringify(
  {
    id: 'a-new-programme',
    version: 1,
    title: 'A new programme',
    outage: null,
    source: 'Where the rule was published',
    currency: 'USD',
    wording: 'A credit of {amount}',
    trigger: { kind: 'namedIncident', clock: { start: 'incidentStart' }, duration: 'cumulative' },
    eligibility: [],
    unit: { of: 'account' },
    benefits: [
      {
        id: 'flat',
        title: 'One credit per account',
        when: [],
        gives: { form: 'flat', minor: '500' },
        instrument: 'billCredit',
      },
    ],
    stacking: { benefits: 'sum', across: 'additive' },
    rounding: { mode: 'halfUp', level: 'sum' },
    delivery: { mode: 'automatic', withinCycles: 2, closedAccounts: 'finalBill' },
    supersession: { supersedes: null, mode: 'none' },
    ambiguities: [],
  },
  null,
  2,
)
