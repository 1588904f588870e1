import { cx } from '#client/ui/classes.ts'
import { formatPhone } from '#shared/accounts/phones.ts'
import type { WorkingPart } from '#shared/credits/working.ts'
import type { LineImpactView } from '#shared/outages/views.ts'

type Props = { part: WorkingPart; line: LineImpactView | undefined; open: boolean }

/** Of the account or of one line: each question with what was found and what was asked for, then the arithmetic. */
export function WorkingPartShown({ part: { unit, decisions, steps }, line, open }: Props) {
  const failed = decisions.filter(({ passed }) => !passed).length
  const name = nameOf(unit, line, decisions.length === 0)
  return (
    <details open={open} className="rounded-field border text-[13px]">
      <summary className="flex cursor-pointer items-baseline justify-between gap-3 px-3 py-2">
        <span className="min-w-0">
          <span className="font-medium">{name}</span>
          {unit !== null && <span className="ml-2 text-xs text-muted">{steps.at(-1)?.words}</span>}
        </span>
        {decisions.length > 0 && (
          <span
            className={cx('text-xs whitespace-nowrap', failed > 0 ? 'text-refused-ink' : 'text-given-ink')}
          >
            {metWords(decisions.length, failed)}
          </span>
        )}
      </summary>
      {decisions.length > 0 && (
        <div className="border-t">
          <Decisions name={name} decisions={decisions} />
        </div>
      )}
      {steps.length > 0 && (
        <ol aria-label={`${name}: the arithmetic`} className="grid gap-1 border-t px-3 py-2">
          {steps.map(({ words, exact }) => (
            <li key={`${words} ${exact}`} className="flex items-baseline justify-between gap-4">
              <span>{words}</span>
              {exact.includes('/') && (
                <span className="text-xs whitespace-nowrap text-muted">exactly {exact} in minor units</span>
              )}
            </li>
          ))}
        </ol>
      )}
    </details>
  )
}

function Decisions({ name, decisions }: { name: string; decisions: WorkingPart['decisions'] }) {
  return (
    <table className="w-full table-fixed text-left">
      <caption className="sr-only">{name}: the conditions</caption>
      <thead className="text-xs text-muted">
        <tr>
          <th scope="col" className="w-[45%] px-3 py-1.5 font-normal">
            Condition
          </th>
          <th scope="col" className="w-[26%] px-2 py-1.5 font-normal">
            Found
          </th>
          <th scope="col" className="w-[29%] px-3 py-1.5 font-normal">
            Asked for
          </th>
        </tr>
      </thead>
      <tbody>
        {decisions.map(({ id, passed, words, input, expected }) => (
          <tr key={`${id} ${expected}`} className="border-t align-top">
            <td className="px-3 py-1.5">
              <span className="flex gap-2">
                <Mark passed={passed} />
                <span className={passed ? undefined : 'font-medium'}>{asked(words, input)}</span>
              </span>
            </td>
            <td className={cx('px-2 py-1.5 break-words', !passed && 'font-medium text-refused-ink')}>
              {plain(input)}
            </td>
            <td className="px-3 py-1.5 break-words text-muted">{plain(expected)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Mark({ passed }: { passed: boolean }) {
  return (
    <>
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className={cx('mt-0.5 size-4 shrink-0', passed ? 'text-given-ink' : 'text-refused-ink')}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={passed ? 'M3.5 8.5l3 3 6-7' : 'M4 4l8 8M12 4l-8 8'} />
      </svg>
      <span className="sr-only">{passed ? 'Met:' : 'Not met:'}</span>
    </>
  )
}

const plain = (value: string): string => value.replaceAll('_', ' ')

function metWords(asked: number, failed: number): string {
  if (asked === 1) return failed === 0 ? 'condition met' : 'condition not met'
  return failed === 0 ? `all ${asked} conditions met` : `${failed} of ${asked} conditions not met`
}

function nameOf(unit: string | null, line: Props['line'], sum: boolean): string {
  if (unit !== null) return `Line ${line ? formatPhone(line.phone) : unit}`
  return sum ? 'What it comes to' : 'The account and the outage'
}

/** What was found stands in a column of its own: "the account’s type: consumer" needs only its first half here. */
function asked(words: string, input: string): string {
  const end = `: ${input}`
  const question = words.endsWith(end) ? words.slice(0, -end.length) : words
  return question.charAt(0).toUpperCase() + question.slice(1)
}
