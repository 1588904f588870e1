import { Link } from 'react-router'
import { AccountNumber } from '#client/accounts/account-number.tsx'
import { paths } from '#client/paths.ts'
import { counted, dayIn } from '#client/ui/format.ts'
import { nearFrom, splitDays, splitFrom } from '#shared/adjustments/oversight.ts'
import type { AccountLine, Oversight, ShareLine } from '#shared/adjustments/oversight-views.ts'
import { formatMoney } from '#shared/money.ts'
import type { Question } from './oversight-list.tsx'

const link = 'rounded font-medium text-accent-ink underline-offset-2 hover:underline'
export const AccountLink = ({ accountId }: { accountId: string }) => (
  <Link to={paths.account(accountId)} className={link}>
    <AccountNumber accountId={accountId} />
  </Link>
)

const accountItems = (lines: AccountLine[], say: (line: AccountLine) => string) =>
  lines.map((line) => ({
    key: `${line.person.staffId} ${line.accountId}`,
    you: line.you,
    what: line.person.name,
    detail: say(line),
    act: <AccountLink accountId={line.accountId} />,
  }))
const shareItems = (lines: ShareLine[], words: string) =>
  lines.map((line) => ({
    key: line.person.staffId,
    you: line.you,
    what: line.person.name,
    detail: `${line.part} of ${counted(line.whole, 'credit')} ${words}`,
  }))

/** Who gives what to whom, and who approves it. */
export function moneyQuestions(page: Oversight, zone: string): Question[] {
  return [
    {
      title: 'Who approves for whom',
      why: `In ${page.days} days: three quarters and at least eight of one person’s requests approved by the same other person, or two who approve for each other, at least twice as often as for everybody else.`,
      quiet: 'Approvals are spread as they come.',
      items: page.pairs.map((pair) => ({
        key: `${pair.asker.staffId} ${pair.approver.staffId}`,
        you: pair.you,
        what:
          pair.how === 'for each other'
            ? `${pair.asker.name} and ${pair.approver.name}, for each other`
            : `${pair.approver.name} for ${pair.asker.name}`,
        detail: `${pair.approved} of ${counted(pair.ofAsker, 'approval')}, ${formatMoney(pair.amount)}`,
      })),
    },
    {
      title: 'Split below the limit',
      why: `In ${splitDays} days: at least two credits of one person on one account, each from ${splitFrom} % of their limit, together above it.`,
      quiet: 'Nobody gave in two what would have needed an approval in one.',
      items: accountItems(
        page.splits,
        (line) =>
          `${counted(line.credits, 'credit')}, ${formatMoney(line.amount)} with a limit of ${formatMoney(line.limit)}`,
      ),
    },
    {
      title: 'The same account again',
      why: `In ${page.days} days: three credits or more of one person on one account, not all on one day.`,
      quiet: 'No account was credited again and again by one person.',
      items: accountItems(
        page.repeats,
        (line) =>
          `${counted(line.credits, 'credit')} on ${counted(line.days, 'day')}, ${formatMoney(line.amount)}`,
      ),
    },
    {
      title: 'Just under the limit',
      why: `In ${page.days} days: ten credits or more, most of them from ${nearFrom} % of the limit, and twice as often as the others.`,
      quiet: 'Amounts are where they are expected.',
      items: shareItems(page.nearLimit, 'just under the limit'),
    },
    {
      title: 'Mostly goodwill',
      why: `In ${page.days} days: ten goodwill credits or more, four of five or more, and twice as often as the others. Only a free text explains them.`,
      quiet: 'Reasons are mixed as usual.',
      items: shareItems(page.goodwill, 'are goodwill'),
    },
    {
      title: 'Given without a verified caller',
      why: `In ${splitDays} days: credits of agents whose caller was not verified, and all that was given behind a broken glass.`,
      quiet: 'Every agent knew who was on the line.',
      items: page.unverified.map((line) => ({
        key: line.adjustmentId,
        you: line.you,
        what: `${line.person.name}, ${formatMoney(line.amount)}`,
        detail: `${line.number}, ${dayIn(line.at, zone)}, ${line.breakGlass ? 'the account was opened with a reason' : 'no caller'}`,
        act: <AccountLink accountId={line.accountId} />,
      })),
    },
  ]
}
