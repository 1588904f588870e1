import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTRPC, useTRPCClient, wordsOf } from '#client/api.ts'
import type { TalksTo } from '#shared/contacts/states.ts'
import type { CallerCard, Checked, ContactView } from '#shared/contacts/views.ts'

/** What stands under the field: nothing, what was wrong, or what became of it. */
export type Said = { tone: 'neutral' | 'refused' | 'outage'; words: string } | null
export type Caller = ReturnType<typeof useCaller>

const tries = (left: number): string =>
  left === 0 ? 'None is left: call back.' : left === 1 ? 'One try is left.' : `${left} tries are left.`

/** One conversation with a caller: it begins when its account is opened, and every way of verifying goes through here. */
export function useCaller(card: CallerCard) {
  const { accountId, contact } = card
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [talksTo, setTalksTo] = useState<TalksTo>(contact?.talksTo ?? 'holder')
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<Said>(null)
  const [number, setNumber] = useState<string | null>(null)
  const [demoCode, setDemoCode] = useState<string | null>(null)
  const underWay = useRef(false)

  const keep = useCallback(
    (change: Partial<CallerCard>) =>
      queries.setQueryData(
        trpc.contacts.card.queryKey({ accountId }),
        (kept) => kept && { ...kept, ...change },
      ),
    [queries, trpc, accountId],
  )
  const begun = useRef(false)
  useEffect(() => {
    if (contact || begun.current) return
    begun.current = true
    client.contacts.begin.mutate({ accountId, talksTo: 'holder' }).then(
      (view) => keep({ contact: view }),
      () => {},
    )
  }, [client, contact, accountId, keep])

  /** One at a time: Enter twice is one attempt, and one of three is not lost by a trembling hand. */
  const run = useCallback(
    async (act: () => Promise<void>) => {
      if (underWay.current) return
      underWay.current = true
      setBusy(true)
      setSaid(null)
      try {
        await act()
      } catch (error) {
        setSaid({ tone: 'refused', words: wordsOf(error).message })
        void queries.invalidateQueries(trpc.contacts.card.queryFilter({ accountId }))
      } finally {
        underWay.current = false
        setBusy(false)
      }
    },
    [queries, trpc, accountId],
  )

  const settle = (checked: Checked, wrong: string) => {
    const { contact: checkedContact, triesLeft } = checked
    // Its half hour is counted from the server's clock, so the card is as of then.
    keep({ contact: checkedContact, triesLeft, asOf: checkedContact.verifiedAt ?? card.asOf })
    if (!checked.verified) {
      setSaid({ tone: 'refused', words: `${wrong} ${tries(checked.triesLeft)}` })
      if (checked.triesLeft === 0)
        void queries.invalidateQueries(trpc.contacts.card.queryFilter({ accountId }))
    }
  }
  const view = (next: ContactView) => keep({ contact: next })

  return {
    talksTo,
    talkTo: (next: TalksTo) => {
      setTalksTo(next)
      setSaid(null)
    },
    busy,
    said,
    number,
    demoCode,
    passcode: (passcode: string) =>
      run(async () => {
        settle(
          await client.contacts.checkPasscode.mutate({ accountId, talksTo, passcode }),
          'That is not the passcode.',
        )
      }),
    sendCode: (to: 'text' | 'email') =>
      run(async () => {
        const sent = await client.contacts.sendCode.mutate({ accountId, talksTo, to })
        setDemoCode(sent.demoCode)
        setSaid({ tone: 'neutral', words: `A code went to ${sent.address}. It is good for ten minutes.` })
        if (contact) view({ ...contact, codeSent: true })
      }),
    code: (code: string) =>
      run(async () => {
        settle(await client.contacts.checkCode.mutate({ accountId, talksTo, code }), 'That is not the code.')
      }),
    businessContact: (name: string) =>
      run(async () => {
        settle(
          await client.contacts.checkBusinessContact.mutate({ accountId, name }),
          'No contact of that name is on file.',
        )
      }),
    callBack: () =>
      run(async () => {
        const called = await client.contacts.callBack.mutate({ accountId, talksTo })
        setNumber(called.number)
        view(called.contact)
      }),
    answered: () =>
      run(async () => {
        settle(await client.contacts.confirmCallBack.mutate({ accountId }), '')
      }),
    breakGlass: (reason: string) =>
      run(async () => {
        settle(await client.contacts.breakGlass.mutate({ accountId, talksTo, reason }), '')
      }),
  }
}
