import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextArea } from '#client/ui/field.tsx'
import { counted } from '#client/ui/format.ts'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import { type Choice, SelectField } from '#client/ui/select-field.tsx'
import { toast } from '#client/ui/toast.tsx'
import { useSettled } from '#client/ui/use-settled.ts'
import { readJson } from '#shared/programmes/json-lines.ts'
import type { Problem } from '#shared/programmes/read-programme.ts'

type Key = { programmeId: string; version: number; revision: number }
type Props = {
  draft: Key | null
  text: string
  outageId: string | null
  outages: readonly Choice[]
  problems: readonly Problem[]
  onSaved: (saved: Key) => void
}

const keyOf = (draft: Key | null): Key | null =>
  draft && { programmeId: draft.programmeId, version: draft.version, revision: draft.revision }

/** A draft's text, kept as it is typed and saved by hand; each problem leads to its line. */
export function DraftEditor({ draft, text: saved, outageId, outages, problems, onSaved }: Props) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [text, setText] = useState(saved)
  const [outage, setOutage] = useState(outageId ?? '')
  const area = useRef<HTMLTextAreaElement>(null)
  const save = useMutation(
    trpc.programmes.save.mutationOptions({
      onSuccess: (next) => {
        void queries.invalidateQueries(trpc.programmes.pathFilter())
        toast({
          tone: next.problems.length === 0 ? 'given' : 'outage',
          title: 'The draft is saved.',
          detail:
            next.problems.length === 0
              ? 'It has no problems.'
              : `${counted(next.problems.length, 'problem')} to mend.`,
        })
        onSaved(next)
      },
    }),
  )
  const broken = useBroken(text)
  const unchanged = draft !== null && text === saved && outage === (outageId ?? '')
  const send = () => {
    if (!save.isPending && !unchanged) save.mutate({ draft: keyOf(draft), text, outageId: outage || null })
  }
  useKeys({ 'Mod+Enter': send })
  const goTo = (line: number) => {
    const from =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0)
    const to = text.indexOf('\n', from)
    const field = area.current
    if (!field) return
    field.focus()
    field.setSelectionRange(from, to < 0 ? text.length : to)
    // A selection does not scroll by itself: its line comes to the middle of what is seen.
    field.scrollTop = (field.scrollHeight / text.split('\n').length) * (line - 1) - field.clientHeight / 2
  }
  return (
    <Card title={draft ? 'The draft' : 'A new draft'}>
      <div className="grid gap-3">
        {outages.length > 1 && (
          <SelectField
            label="Outage, for a document that names none"
            value={outage}
            onChange={setOutage}
            choices={outages}
            hint="A document that names its outage needs nothing here."
          />
        )}
        <TextArea
          label="Document (JSON)"
          aside={`${text.split('\n').length} lines`}
          value={text}
          onChange={setText}
          inputRef={area}
          rows={24}
          hint="Tab leaves the text for what is below it; spaces indent. What it says in sentences stands below once it is saved."
          className="[&_textarea]:max-h-[58dvh] [&_textarea]:font-mono"
        />
        {save.error && <Note tone="refused">{wordsOf(save.error).message}</Note>}
        <Problems problems={broken ?? save.data?.problems ?? problems} onOpen={goTo} />
        <Button
          variant="primary"
          keys={['Mod+Enter']}
          busy={save.isPending}
          disabledBecause={unchanged ? 'Nothing was changed since it was saved.' : null}
          onClick={send}
        >
          Save the draft
        </Button>
      </div>
    </Card>
  )
}

/** Whether the text can be read at all is seen while it is typed; what it then says is checked when it is saved. */
function useBroken(text: string): readonly Problem[] | null {
  const settled = useSettled(text)
  return useMemo(() => {
    const read = readJson(settled)
    return read.ok ? null : [{ level: 'error', line: read.line, path: '', words: read.words }]
  }, [settled])
}

function Problems({ problems, onOpen }: { problems: readonly Problem[]; onOpen: (line: number) => void }) {
  if (problems.length === 0) return null
  return (
    <ul aria-label="Problems" className="grid gap-1 text-[13px]">
      {problems.map(({ level, line, path, words }) => (
        <li key={`${line} ${path} ${words}`} className="flex items-start gap-2">
          <button
            type="button"
            onClick={() => onOpen(line)}
            className={
              level === 'error'
                ? 'shrink-0 font-medium text-refused-ink underline'
                : 'shrink-0 font-medium text-outage-ink underline'
            }
          >
            Line {line}
          </button>
          <span className="min-w-0 wrap-break-word">
            {path && <code className="font-mono text-xs text-muted">{path}</code>} {words}
          </span>
        </li>
      ))}
    </ul>
  )
}
