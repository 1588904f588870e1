import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { PageProblem } from '#client/problem.tsx'
import { DocumentDifference, DocumentSentences } from '#client/programmes/document-sentences.tsx'
import { DraftEditor } from '#client/programmes/draft-editor.tsx'
import { peopleOf, toneOf } from '#client/programmes/programme-words.ts'
import { VersionActs } from '#client/programmes/version-acts.tsx'
import { cx } from '#client/ui/classes.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { formatMoney } from '#shared/money.ts'
import { programmeStateWords } from '#shared/programmes/states.ts'
import type { ProgrammePageView, VersionPageView } from '#shared/programmes/views.ts'
import { ProgrammeRunsCard } from './programme-runs-card.tsx'
import { SimulationCard } from './simulation-card.tsx'
import { WorkedCasesCard } from './worked-cases-card.tsx'

/** One programme: its versions, what this one says and changes, what it would do, and what comes next. */
export default function ProgrammePage() {
  const { programmeId = '' } = useParams()
  const [search] = useSearchParams()
  useTitle(programmeId)
  const page = useQuery(useTRPC().programmes.page.queryOptions({ programmeId }))
  if (page.isPending) return <Skeleton className="h-96 w-full" />
  if (page.isError)
    return (
      <PageProblem error={page.error} onRetry={page.refetch} nothing="There is no such programme.">
        <Link to={paths.programmes()} className="font-medium underline">
          All programmes
        </Link>
      </PageProblem>
    )
  const { versions } = page.data
  const asked = versions.find(({ version }) => String(version) === search.get('version'))
  const version = asked ?? versions.find(({ state }) => state === 'published') ?? versions[0]
  if (!version) return null
  return <VersionPage key={version.version} page={page.data} version={version} />
}

function VersionPage({ page, version }: { page: ProgrammePageView; version: VersionPageView }) {
  const { document } = version
  const other = page.versions.find(({ state, version: each }) =>
    version.state === 'published' || version.state === 'superseded'
      ? each === version.document?.supersession.supersedes
      : state === 'published',
  )
  return (
    <div className="grid gap-4">
      <Head page={page} version={version} />
      {version.returned && version.state === 'draft' && (
        <Note tone="outage" title={`Sent back by ${version.returned.by ?? 'somebody'}:`}>
          {version.returned.because}
        </Note>
      )}
      {version.ended && (
        <Note live="none" title={`Ended by ${version.ended.by ?? 'the desk'}:`}>
          {version.ended.because}
        </Note>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="grid gap-4">
          {version.may.edit.ok && (
            <DraftEditor
              draft={version}
              text={version.text}
              outageId={version.outage?.outageId ?? null}
              outages={[]}
              problems={version.problems}
              onSaved={() => undefined}
            />
          )}
          {document && other?.document && <DocumentDifference before={other.document} after={document} />}
          {document ? (
            <DocumentSentences programme={document} />
          ) : (
            <Note tone="outage" live="none">
              The document has problems, so there is nothing to read aloud yet.
            </Note>
          )}
        </div>
        <div className="grid gap-4">
          <VersionActs version={version} />
          <ProgrammeRunsCard version={version} />
          <SimulationCard version={version} others={page.versions} mayWrite={page.mayWrite} />
          {document && <WorkedCasesCard programme={document} />}
        </div>
      </div>
    </div>
  )
}

function Head({ page, version }: { page: ProgrammePageView; version: VersionPageView }) {
  const { programmeId, versions, budget, mayWrite } = page
  return (
    <header className="grid gap-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-[22px] leading-7 font-semibold tracking-tight wrap-break-word">
            {version.title}
          </h1>
          <p className="mt-0.5 text-muted">
            {programmeId}, version {version.version}, {peopleOf(version)}
            {version.outage && (
              <>
                {' · '}
                <Link
                  to={paths.outage(version.outage.outageId)}
                  className="underline underline-offset-2 hover:text-ink"
                >
                  {version.outage.name}
                </Link>
              </>
            )}
          </p>
        </div>
        <div className="flex items-center gap-3">
          <Pill tone={toneOf[version.state]} dot>
            {programmeStateWords[version.state]}
          </Pill>
          {mayWrite.ok && (
            <Link
              to={paths.newProgramme(programmeId)}
              className="inline-flex h-8 items-center rounded-lg border px-2.5 text-[13px] font-medium hover:bg-hover"
            >
              Next version
            </Link>
          )}
        </div>
      </div>
      <nav aria-label="Versions" className="flex flex-wrap items-center gap-2 text-[13px]">
        {versions.map(({ version: each, state }) => (
          <Link
            key={each}
            to={paths.programme(programmeId, each)}
            aria-current={each === version.version ? 'page' : undefined}
            className={cx(
              'rounded-full border px-3 py-1',
              each === version.version
                ? 'bg-accent-soft font-medium text-accent-ink'
                : 'text-muted hover:bg-hover',
            )}
          >
            Version {each}, {programmeStateWords[state]}
          </Link>
        ))}
        {budget && (
          <span className="ml-auto text-muted">
            {formatMoney({ minor: budget.taken, currency: budget.currency })} of{' '}
            {formatMoney({ minor: budget.total, currency: budget.currency })} of the budget given
          </span>
        )}
      </nav>
    </header>
  )
}
