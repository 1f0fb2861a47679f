namespace ChatDr.Lab.ApiServer.Http;

/// <summary>
/// When a watch gets bookmarks: every interval, and once two seconds before its end, so that a client resumes from there
/// (<c>nextBookmarkTime</c> in k8s.io/apiserver <c>pkg/storage/cacher</c>).
/// </summary>
internal sealed class BookmarkClock
{
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _interval;
    private readonly TimeSpan _last;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private TimeSpan _due;

    internal BookmarkClock(TimeSpan interval, TimeSpan lasts, TimeProvider time)
    {
        _interval = interval;
        _last = lasts - BeforeEnd;
        _time = time;
        _begun = time.GetTimestamp();
        Sent();
    }

    internal bool IsDue => Left <= TimeSpan.Zero;

    /// <summary>Until the next bookmark; zero or less when it is due.</summary>
    internal TimeSpan Left => _due - _time.GetElapsedTime(_begun);

    /// <summary>Begins to wait for the next one.</summary>
    internal void Sent()
    {
        TimeSpan now = _time.GetElapsedTime(_begun);
        _due = now < _last && _last < now + _interval ? _last : now + _interval;
    }
}
