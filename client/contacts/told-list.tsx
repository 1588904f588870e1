import { formatPhone, parsePhone } from '#shared/accounts/phones.ts'
import type { ToldPlace } from '#shared/contacts/told-places.ts'

const shown = ({ channel, address }: ToldPlace): string => {
  const phone = channel === 'text' ? parsePhone(address) : null
  return phone ? formatPhone(phone) : address
}

/** Where the customer hears of a change, masked as everywhere; a new address as it was typed. */
export function ToldList({ title, places }: { title: string; places: readonly ToldPlace[] }) {
  return (
    <section aria-label={title} className="rounded-field bg-neutral-soft px-3 py-2.5 text-[13px]">
      <h3 className="font-medium">{title}</h3>
      {places.length === 0 ? (
        <p className="mt-1 text-muted">
          Nowhere: no number and no e-mail address is on record. Somebody has to write a letter.
        </p>
      ) : (
        <ul className="mt-1 grid gap-0.5 text-muted">
          {places.map((place) => (
            <li key={`${place.channel} ${place.address}`} className="flex min-w-0 gap-1.5">
              <span className="w-17 shrink-0 whitespace-nowrap">
                {place.channel === 'text' ? 'Text to' : 'E-mail to'}
              </span>
              <span className="min-w-0 truncate text-ink">{shown(place)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
