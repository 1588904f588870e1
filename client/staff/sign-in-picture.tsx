const lines: { pieces: [from: number, to: number, certain?: boolean][]; lost: string }[] = [
  { pieces: [[4, 82]], lost: '10 h 12 m' },
  { pieces: [[4, 20]], lost: '1 h 52 m' },
  {
    pieces: [
      [4, 46],
      [46, 66, false],
    ],
    lost: '5 h 01 m +',
  },
  {
    pieces: [
      [4, 18],
      [22, 29],
    ],
    lost: '2 h 31 m',
  },
  { pieces: [], lost: 'not affected' },
]

/** What the desk is about, in the desk's own picture: the same bars, hatch and empty strip as on the account page. */
export function SignInPicture() {
  return (
    <div aria-hidden="true" className="hidden items-center border-l bg-canvas px-12 lg:flex xl:px-20">
      <div className="w-full max-w-2xl">
        <p className="text-[13px] font-semibold text-muted">22 February 2024</p>
        <p className="mt-1 mb-8 max-w-md text-2xl leading-8 font-semibold tracking-tight text-balance">
          Five phones, one account, one morning. What would be fair?
        </p>
        <div className="rounded-card border bg-surface p-5 shadow-card">
          {lines.map(({ lost, pieces }, index) => (
            <div key={lost} className="flex h-11 items-center gap-5 border-b last:border-0">
              <span className="w-14 text-xs text-faint">Line {index + 1}</span>
              <span className="relative h-4 flex-1 overflow-hidden rounded bg-outage-band">
                {pieces.map(([from, to, certain = true]) => (
                  <span
                    key={from}
                    className={
                      certain
                        ? 'absolute inset-y-0.5 rounded-sm bg-outage'
                        : 'hatched absolute inset-y-0.5 rounded-sm'
                    }
                    style={{ left: `${from}%`, width: `${to - from}%` }}
                  />
                ))}
              </span>
              <span
                className={pieces.length > 0 ? 'w-24 text-right font-semibold' : 'w-24 text-right text-muted'}
              >
                {lost}
              </span>
            </div>
          ))}
          <div className="flex items-baseline justify-between pt-4">
            <span className="text-muted">One day of each affected line, less what was given</span>
            <span className="text-2xl font-semibold">$5.48</span>
          </div>
        </div>
        <p className="mt-6 text-muted">
          Found in a second. Explained in one sentence. Never lost, never doubled.
        </p>
      </div>
    </div>
  )
}
