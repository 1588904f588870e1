import {
  type AnyRouter,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  TRPCError,
} from '@trpc/server'
import { getHTTPStatusCode } from '@trpc/server/http'
import type { Request, RequestHandler, Response } from 'express'
import type { Places } from '../db/places.ts'

type Options<Ctx> = {
  router: AnyRouter
  largest: number
  mostCalls: number
  /** Where calls that only look wait for their turn. Those that change something have places for their transactions. */
  line: Places
  /** Says no to whoever waited too long in it. */
  turnAway(response: Response): void
  contextOf(parts: { req: Request; res: Response }): Ctx
  onError(failure: { error: TRPCError; path: string; ctx: Ctx }): void
}

/** No input of ours is deeper than half of this; a reader that walks into itself ends in a stack that is full. */
const deepest = 20

/**
 * Queries and mutations sent by a JSON POST, alone or in a batch as our own client sends them. tRPC's adapter makes a fetch Request, an
 * AbortSignal and a stream of each, which cost more than the search itself (measured: 0.9 to 1.2 ms against 0.35 to 0.43).
 * The procedures, their middlewares and their errors are the same. Event streams, and what nobody knows, go on to the adapter.
 */
export function jsonCalls<Ctx>({
  router,
  largest,
  mostCalls,
  line,
  turnAway,
  contextOf,
  onError,
}: Options<Ctx>): RequestHandler {
  const procedures = router._def.procedures as Record<string, { _def: { type: string } } | undefined>
  return (req, res, next) => {
    const batch = req.query.batch === '1'
    const paths = pathsOf(req, batch)
    const known = paths.every(
      (path) => Object.hasOwn(procedures, path) && procedures[path]?._def.type !== 'subscription',
    )
    if (req.method !== 'POST' || !known || paths.length > mostCalls) return next()
    const work = answer(req, res, paths, batch).catch(next)
    res.locals.work = work
  }

  async function answer(req: Request, res: Response, paths: string[], batch: boolean): Promise<void> {
    const inputs = await inputsOf(req, largest, batch)
    // After the body: whoever sends slowly must keep nobody from their turn.
    const looks = paths.every((path) => procedures[path]?._def.type === 'query')
    const leave = looks ? await line.take().catch(() => null) : () => {}
    if (leave === null) return turnAway(res)
    try {
      if (!res.closed) await answerWith(inputs, req, res, paths, batch)
    } finally {
      leave()
    }
  }

  async function answerWith(
    inputs: Awaited<ReturnType<typeof inputsOf>>,
    req: Request,
    res: Response,
    paths: string[],
    batch: boolean,
  ): Promise<void> {
    const ctx = contextOf({ req, res })
    const left = new AbortController()
    // Aborting makes an error with its stack; most requests close because they were answered.
    res.once('close', () => {
      if (!res.writableFinished) left.abort()
    })
    const one = async (path: string, batchIndex: number) => {
      const type = procedures[path]?._def.type === 'query' ? 'query' : 'mutation'
      const input = inputs instanceof TRPCError ? null : inputs[batchIndex]
      try {
        if (inputs instanceof TRPCError) throw inputs
        const data = await callTRPCProcedure({
          router,
          path,
          getRawInput: async () => input,
          ctx,
          type,
          signal: left.signal,
          batchIndex,
        })
        return { result: { data } }
      } catch (cause) {
        const error = getTRPCErrorFromUnknown(cause)
        onError({ error, path, ctx })
        return { error: getTRPCErrorShape({ config: router._def._config, error, type, path, input, ctx }) }
      }
    }
    const answers = await Promise.all(paths.map(one))
    res.statusCode = getHTTPStatusCode(answers)
    res.setHeader('content-type', 'application/json')
    res.setHeader('cache-control', 'no-store')
    const body = JSON.stringify(batch ? answers : answers[0])
    res.setHeader('content-length', Buffer.byteLength(body))
    res.end(body)
  }
}

/** The procedures that an address names; none that anybody knows when it cannot be decoded. */
function pathsOf(req: Request, batch: boolean): string[] {
  try {
    const named = decodeURIComponent(req.path.slice(1))
    return batch ? named.split(',') : [named]
  } catch {
    return ['']
  }
}

/** What was sent for each call, or why it cannot be read. */
function inputsOf(
  req: Request,
  largest: number,
  batch: boolean,
): Promise<Record<number, unknown> | TRPCError> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    req.on('data', (part: Buffer) => {
      size += part.length
      if (size <= largest) parts.push(part)
    })
    req.once('error', reject)
    req.once('close', () => {
      if (!req.complete) resolve(new TRPCError({ code: 'CLIENT_CLOSED_REQUEST' }))
    })
    req.once('end', () => {
      if (size > largest) return resolve(new TRPCError({ code: 'PAYLOAD_TOO_LARGE' }))
      try {
        const text = Buffer.concat(parts).toString()
        if (depthOf(text) > deepest)
          return resolve(new TRPCError({ code: 'BAD_REQUEST', message: 'too deep' }))
        const parsed: unknown = text === '' ? undefined : JSON.parse(text)
        if (!batch) return resolve({ 0: parsed })
        if (typeof parsed === 'object' && parsed !== null) return resolve(parsed as Record<number, unknown>)
        resolve(
          new TRPCError({
            code: 'BAD_REQUEST',
            message: '"input" needs to be an object when doing a batch call',
          }),
        )
      } catch (cause) {
        resolve(new TRPCError({ code: 'PARSE_ERROR', cause }))
      }
    })
  })
}

/** How deep lists and objects stand in each other, read before they are built. */
function depthOf(text: string): number {
  let depth = 0
  let most = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === 92) at += 1
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 91 || code === 123) {
      depth += 1
      if (depth > most) most = depth
    } else if (code === 93 || code === 125) depth -= 1
  }
  return most
}
