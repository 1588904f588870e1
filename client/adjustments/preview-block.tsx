import { dayLong } from '#client/ui/format.ts'
import type { Preview } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { whoDecides } from './words.ts'

/** Now, change, after, on which bill, and who must approve. Always in its place, so that nothing jumps. */
export function PreviewBlock({ preview }: { preview: Preview }) {
  const some = preview.change.minor !== '0'
  const row = 'flex items-baseline justify-between gap-3'
  return (
    <div>
      <dl className="text-[13px]">
        <div className={`${row} py-1`}>
          <dt className="text-muted">Credit now</dt>
          <dd className="font-medium">{formatMoney(preview.before)}</dd>
        </div>
        <div className={`${row} py-1`}>
          <dt className="text-muted">This adjustment</dt>
          <dd className="font-medium">{some ? `+ ${formatMoney(preview.change)}` : '–'}</dd>
        </div>
        <div className={`${row} mt-1 border-t pt-2 font-semibold`}>
          <dt>After</dt>
          <dd>{formatMoney(preview.after)}</dd>
        </div>
      </dl>
      <p className="mt-1 min-h-12 text-xs leading-4 text-muted">
        {some && preview.needs ? (
          <>
            <span className="font-semibold text-outage-ink">Needs {whoDecides(preview.needs)}:</span>{' '}
            {preview.needs.why}.
          </>
        ) : (
          <>
            On the bill of <span className="font-medium text-ink">{dayLong(preview.billOn)}</span>, promised
            by {dayLong(preview.promisedBy)}
          </>
        )}
      </p>
    </div>
  )
}
