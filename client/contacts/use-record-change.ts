import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { envelopeOf, useTRPC, useTRPCClient, wordsOf } from '#client/api.ts'
import type { AccountCard } from '#shared/accounts/views.ts'
import { type RecordChange, type RecordProblem, recordProblem } from '#shared/contacts/record-problem.ts'
import type { RecordField } from '#shared/contacts/states.ts'
import { type ToldPlace, toldPlaces } from '#shared/contacts/told-places.ts'
import type { RecordChanged } from '#shared/contacts/views.ts'

const nothing = {
  passcode: '',
  again: '',
  email: '',
  phone: '',
  street: '',
  city: '',
  state: '',
  postalCode: '',
}
export type Typed = typeof nothing
export type RecordForm = ReturnType<typeof useRecordChange>

/** One change of the record while it is typed: what is wrong with it, and who would hear of it. Nothing is kept anywhere. */
export function useRecordChange(account: AccountCard, what: RecordField) {
  const { accountId } = account
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Typed>(nothing)
  const [left, setLeft] = useState<readonly string[]>([])
  const [refused, setRefused] = useState<Partial<RecordProblem>>({})
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<RecordChanged | null>(null)
  const underWay = useRef(false)

  const change = changeOf(what, typed)
  // The numbers and the postal code are not in this browser: the server looks a passcode up in those.
  const problem =
    recordProblem(change, { accountId, phones: [], postalCode: null }) ??
    (what === 'passcode' && typed.again !== typed.passcode
      ? { path: 'again', rule: typed.again === '' ? 'Type it once more.' : 'The two are not the same.' }
      : null)
  const errorOf = (field: keyof Typed): string | null => {
    if (refused.path === field && refused.rule) return refused.rule
    const early = field === 'passcode' && typed.passcode.length >= 6
    return problem?.path === field &&
      (left.includes('all') || early || (left.includes(field) && typed[field]))
      ? problem.rule
      : null
  }

  const save = async () => {
    setLeft(['all'])
    if (problem || underWay.current) return
    underWay.current = true
    setBusy(true)
    try {
      setDone(await client.contacts.change.mutate({ accountId, ...change }))
      void queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
      void queries.invalidateQueries(trpc.contacts.card.queryFilter({ accountId }))
    } catch (error) {
      const field = envelopeOf(error)?.fields?.[0]
      setRefused({ path: field?.path ?? 'form', rule: wordsOf(error).message })
    } finally {
      // A passcode does not stand in a field longer than it must.
      setTyped((now) => ({ ...now, passcode: '', again: '' }))
      setLeft([])
      underWay.current = false
      setBusy(false)
    }
  }

  return {
    typed,
    type: (field: keyof Typed) => (text: string) => {
      setRefused({})
      setTyped((now) => ({ ...now, [field]: text }))
    },
    leave: (field: keyof Typed) => () => setLeft((before) => [...before, field]),
    errorOf,
    refused: refused.path === 'form' ? (refused.rule ?? null) : null,
    places: placesAfter(account, change, problem === null),
    save,
    busy,
    done,
  }
}

function changeOf(what: RecordField, typed: Typed): RecordChange {
  if (what === 'passcode') return { what, passcode: typed.passcode.replace(/[\s-]/g, '') }
  if (what === 'email') return { what, email: typed.email.trim() }
  if (what === 'phone') return { what, phone: typed.phone.trim() }
  const [street, city, state, postalCode] = [typed.street, typed.city, typed.state, typed.postalCode].map(
    (each) => each.trim(),
  )
  return { what, street: street ?? '', city: city ?? '', state: state ?? '', postalCode: postalCode ?? '' }
}

/** By the server's own rule, from what this browser knows: old places masked, a new one as it is typed. */
function placesAfter(account: AccountCard, change: RecordChange, isRight: boolean): ToldPlace[] {
  const before = { email: account.email, phone: account.contactPhone }
  if (!isRight) return toldPlaces(before, before)
  return toldPlaces(before, {
    email: change.what === 'email' ? change.email : before.email,
    phone: change.what === 'phone' ? change.phone : before.phone,
  })
}
