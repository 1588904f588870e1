import type { ReactNode } from 'react'
import { Card } from '#client/ui/card.tsx'
import { CopyButton } from './copy-button.tsx'

/** The sentence to say aloud, safe for the customer's ears. */
export function SayCard({ say }: { say: string }) {
  return (
    <Card title="Say it" aside={<CopyButton text={say} />} className="flex flex-col">
      <Sentence>{say}</Sentence>
    </Card>
  )
}

export function Sentence({ children }: { children: string }) {
  return (
    <blockquote className="border-l-[3px] border-accent pl-3 text-sm leading-5.5">
      “{withFigures(children)}”
    </blockquote>
  )
}

/** Amounts stand out, because they are what the customer writes down. */
function withFigures(text: string): ReactNode[] {
  const parts: ReactNode[] = []
  let at = 0
  for (const { 0: figure, index } of text.matchAll(/(?:CA|A)?[$£€]\d[\d,]*(?:\.\d+)?/g)) {
    parts.push(
      text.slice(at, index),
      <strong key={index} className="font-semibold">
        {figure}
      </strong>,
    )
    at = index + figure.length
  }
  return [...parts, text.slice(at)]
}
