import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTRPC, useTRPCClient } from '#client/api.ts'
import type { AccountPage, DraftView } from '#shared/adjustments/views.ts'

export type DraftText = { amountText: string; reasonCode: string; note: string }
export type DraftSaving = 'untouched' | 'saving' | 'saved' | 'failed'
type Target = { accountId: string; outageId: string }

const settle = 350
const empty: DraftText = { amountText: '', reasonCode: '', note: '' }

/**
 * The draft behind the form. Its id is the key of the intent, issued by the server: two tabs, a reload and a resend all
 * carry the same one. It is opened by the first touch, not by looking at an account.
 */
export function useDraft({ accountId, outageId }: Target, open: DraftView | null) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [text, setText] = useState<DraftText>({
    amountText: open?.amountText ?? '',
    reasonCode: open?.reasonCode ?? '',
    note: open?.note ?? '',
  })
  const [saving, setSaving] = useState<DraftSaving>(open ? 'saved' : 'untouched')
  const opening = useRef<Promise<string> | null>(open ? Promise.resolve(open.draftId) : null)
  const latest = useRef(text)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const dirty = useRef(false)
  const held = useRef(false)
  /** The note whose writer says that it holds no personal number: the server keeps any other without such numbers. */
  const confirmed = useRef<string | null>(null)

  /** The draft's id, asked for once. A failed attempt is forgotten so that the next touch tries again. */
  const draftId = useCallback((): Promise<string> => {
    opening.current ??= client.adjustments.openDraft
      .mutate({ accountId, outageId })
      .then((draft) => draft.draftId)
      .catch((error: unknown) => {
        opening.current = null
        throw error
      })
    return opening.current
  }, [client, accountId, outageId])

  /** The page that is kept for a return must know the draft as it is now, not as it was when it was fetched. */
  const remember = useCallback(
    (kept: DraftView | null) =>
      queries.setQueriesData<AccountPage>(trpc.adjustments.accountPage.queryFilter({ accountId }), (page) =>
        page?.outage?.outageId === outageId ? { ...page, draft: kept } : page,
      ),
    [queries, trpc, accountId, outageId],
  )

  const save = useCallback(async () => {
    if (!dirty.current || held.current) return
    dirty.current = false
    setSaving('saving')
    try {
      const id = await draftId()
      const noteConfirmed = confirmed.current === latest.current.note
      remember(
        await client.adjustments.saveDraft.mutate({
          accountId,
          draftId: id,
          ...latest.current,
          ...(noteConfirmed ? { noteConfirmed } : {}),
        }),
      )
      setSaving(dirty.current ? 'saving' : 'saved')
    } catch {
      dirty.current = true
      setSaving('failed')
    }
  }, [client, accountId, draftId, remember])

  const edit = useCallback(
    (change: Partial<DraftText>) => {
      latest.current = { ...latest.current, ...change }
      setText(latest.current)
      dirty.current = true
      if (timer.current) clearTimeout(timer.current)
      timer.current = setTimeout(save, settle)
    },
    [save],
  )

  const confirmNote = useCallback(
    (note: string | null) => {
      confirmed.current = note
      edit({})
    },
    [edit],
  )

  /** While a posting is under way nothing is saved over what was sent. */
  const hold = useCallback((on: boolean) => {
    held.current = on
    if (on && timer.current) clearTimeout(timer.current)
  }, [])

  /** What was sent is no draft any more: nothing of it is left to save. */
  const sent = useCallback(() => {
    dirty.current = false
    remember(null)
  }, [remember])

  /** After a posting: a new key for the next intent, with a clean form or with what was typed. */
  const renew = useCallback(
    (keep: boolean) => {
      opening.current = null
      held.current = false
      dirty.current = false
      remember(null)
      if (keep) return edit({})
      latest.current = empty
      setText(empty)
      setSaving('untouched')
    },
    [remember, edit],
  )

  // An untouched form takes the draft that was begun in another tab meanwhile.
  useEffect(() => {
    if (!open || opening.current || dirty.current) return
    opening.current = Promise.resolve(open.draftId)
    const { amountText, reasonCode, note } = open
    latest.current = { amountText, reasonCode, note }
    setText(latest.current)
    setSaving('saved')
  }, [open])

  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current)
      void save()
    },
    [save],
  )

  return { text, edit, confirmNote, saving, draftId, hold, sent, renew }
}
