import { Card } from '#client/ui/card.tsx'

const ways: [what: string, like: string][] = [
  ['Phone, in any form', '(214) 555-0142, +1 214 555 0142, or just 0142'],
  ['Name, parts in any order', 'de la cruz, or cruz gua'],
  ['Account number', '401 002 317'],
  ['E-mail', 'g.delacruz@example.com'],
  ['SIM', 'its 15 digits'],
  ['Request', 'ADJ-000412, or adj 412'],
]

/** What may be typed; also what a person sees who has opened no account yet. */
export function SearchGuide() {
  return (
    <Card title="What finds an account">
      <dl className="-my-1 grid gap-x-8 md:grid-cols-2">
        {ways.map(([what, like]) => (
          <div key={what} className="border-t py-2.5 md:nth-2:border-t-0 nth-1:border-t-0">
            <dt className="font-medium">{what}</dt>
            <dd className="truncate text-[13px] text-muted">{like}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
