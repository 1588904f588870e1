import { Card } from '#client/ui/card.tsx'

const ways: [what: string, like: string][] = [
  ['Phone, in any form', '(214) 555-0142, or just 0142'],
  ['Name, parts in any order', 'de la cruz gua'],
  ['Account number', '401 002 317'],
  ['E-mail', 'g.delacruz@example.com'],
  ['SIM', '15 digits'],
  ['Request', 'ADJ-000412'],
]

/** What may be typed; also what a person sees who has opened no account yet. */
export function SearchGuide() {
  return (
    <Card title="What finds an account">
      <dl className="-my-1">
        {ways.map(([what, like]) => (
          <div key={what} className="flex min-h-9 items-center justify-between gap-4 border-b last:border-0">
            <dt className="shrink-0">{what}</dt>
            <dd className="truncate text-[13px] text-muted">{like}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
