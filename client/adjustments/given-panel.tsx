import type { RefObject } from 'react'
import { CopyButton } from '#client/credits/copy-button.tsx'
import { Sentence } from '#client/credits/say-card.tsx'
import { Button } from '#client/ui/button.tsx'
import { cx, softTone } from '#client/ui/classes.ts'
import { accountNumber } from '#client/ui/format.ts'
import type { AccountPage, Given } from '#shared/adjustments/views.ts'
import { AdjustmentLink } from './adjustment-link.tsx'
import { WithdrawButton } from './withdraw-button.tsx'
import { decisionWords, outcomeWords, readBack, stateOf } from './words.ts'

type Props = { ref: RefObject<HTMLDivElement | null>; given: Given; page: AccountPage; onAgain: () => void }

/** The outcome at the form's place. A request's answer arrives here by itself. */
export function GivenPanel({ ref, given, page, onAgain }: Props) {
  const now = page.adjustments.find((each) => each.adjustmentId === given.adjustmentId)
  const decided = given.way === 'request' && now && now.state !== 'requested'
  const tone = decided ? stateOf(now).tone : given.way === 'post' ? 'given' : 'accent'
  const back =
    decided && now.granted
      ? {
          ...given,
          way: 'post' as const,
          amount: now.granted,
          billOn: now.billOn,
          promisedBy: now.promisedBy,
        }
      : given
  const say = decided && !now.granted ? null : readBack(back)
  return (
    <div ref={ref} tabIndex={-1} className="flex flex-col gap-3 rounded-field outline-none">
      <div aria-live="polite" className={cx('rounded-field px-3 py-2.5', softTone[tone])}>
        <p className="font-semibold">{decided ? `${decisionWords(now)}.` : outcomeWords(given)}</p>
        <p className="mt-0.5 text-xs">
          <AdjustmentLink accountId={given.accountId} adjustmentId={given.adjustmentId}>
            {given.number}
          </AdjustmentLink>{' '}
          · {page.account.holderName} ·{' '}
          <span className="whitespace-nowrap">account {accountNumber(given.accountId)}</span>
        </p>
        {!decided && given.needs && (
          <p className="mt-1 text-xs">Because {given.needs.why}. The answer comes here by itself.</p>
        )}
      </div>
      {say && (
        <div>
          <div className="mb-1 flex items-center justify-between">
            <h3 className="text-xs font-semibold text-muted">Read back</h3>
            <CopyButton text={say} />
          </div>
          <Sentence>{say}</Sentence>
        </div>
      )}
      {!decided && now?.may.withdraw.ok && (
        <div className="flex items-center justify-between gap-3 text-xs text-muted">
          Asked by mistake, or for the wrong amount?
          <WithdrawButton request={now} onDone={() => ref.current?.focus()} />
        </div>
      )}
      <Button keys={['c']} onClick={onAgain}>
        Give another credit
      </Button>
    </div>
  )
}
