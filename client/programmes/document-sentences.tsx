import { Card } from '#client/ui/card.tsx'
import type { Programme } from '#shared/programmes/document.ts'
import { differenceOf, sentencesOf } from '#shared/programmes/sentences.ts'

/** The document read aloud, section by section. */
export function DocumentSentences({ programme }: { programme: Programme }) {
  return (
    <Card title="What it says">
      <dl className="grid gap-4">
        {sentencesOf(programme).map(({ title, sentences }) => (
          <div key={title}>
            <dt className="text-[13px] font-semibold">{title}</dt>
            {sentences.map((sentence) => (
              <dd key={sentence} className="mt-1 text-sm leading-5.5 wrap-break-word text-muted">
                {sentence}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Card>
  )
}

/** Two versions side by side: what went at the left, what came at the right. */
export function DocumentDifference({ before, after }: { before: Programme; after: Programme }) {
  const sections = differenceOf(before, after).filter(({ gone, came }) => gone.length + came.length > 0)
  return (
    <Card title={`What changes from version ${before.version} to ${after.version}`}>
      {sections.length === 0 ? (
        <p className="text-sm text-muted">They say the same.</p>
      ) : (
        <div className="grid gap-4">
          {sections.map(({ title, gone, came, same }) => (
            <div key={title}>
              <h3 className="text-[13px] font-semibold">
                {title} {same > 0 && <span className="font-normal text-faint">({same} unchanged)</span>}
              </h3>
              <div className="mt-1.5 grid gap-3 lg:grid-cols-2">
                <Sentences
                  name={`Only in version ${before.version}`}
                  sentences={gone}
                  tone="text-refused-ink"
                  mark="−"
                />
                <Sentences
                  name={`Only in version ${after.version}`}
                  sentences={came}
                  tone="text-given-ink"
                  mark="+"
                />
              </div>
            </div>
          ))}
        </div>
      )}
    </Card>
  )
}

function Sentences({
  name,
  sentences,
  tone,
  mark,
}: {
  name: string
  sentences: readonly string[]
  tone: string
  mark: string
}) {
  return (
    <ul aria-label={name} className="grid content-start gap-1">
      {sentences.map((sentence) => (
        <li key={sentence} className={`flex gap-2 text-sm leading-5.5 ${tone}`}>
          <span aria-hidden="true">{mark}</span>
          <span className="min-w-0 wrap-break-word">{sentence}</span>
        </li>
      ))}
      {sentences.length === 0 && <li className="text-sm text-faint">nothing</li>}
    </ul>
  )
}
