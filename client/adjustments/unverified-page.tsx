import { CallerHeader } from '#client/contacts/caller-header.tsx'
import { RefuseTexts } from '#client/contacts/refuse-texts.tsx'
import { useCaller } from '#client/contacts/use-caller.ts'
import { VerifyCard } from '#client/contacts/verify-card.tsx'
import { SayCard } from '#client/credits/say-card.tsx'
import { Card } from '#client/ui/card.tsx'
import type { CallerCard } from '#shared/contacts/views.ts'

/** Enough to ask, nothing to tell: what stands in the account page's place until it is known who calls. */
export function UnverifiedPage({ card }: { card: CallerCard }) {
  const caller = useCaller(card)
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <CallerHeader card={card} />
        <div className="max-w-2xl">
          <VerifyCard card={card} caller={caller} />
        </div>
      </div>
      <aside aria-label="What anybody may hear" className="flex flex-col gap-3">
        {card.outage && <SayCard say={card.outage.say} />}
        <Card title="Until then">
          <p className="text-[13px] leading-4.5 text-muted">
            What happened to this customer’s phones, the bill, the address and what was given are told to the
            customer only. The sentence above is for everybody.
          </p>
          {card.text !== null && (
            <p className="mt-2">
              <RefuseTexts accountId={card.accountId} />
            </p>
          )}
        </Card>
      </aside>
    </div>
  )
}
