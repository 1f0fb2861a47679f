using System.Globalization;
using System.Text;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Selectors;
using ChatDr.Lab.ApiServer.Storage;
using ChatDr.Lab.ApiServer.Writing;
using Microsoft.AspNetCore.Http;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>Answers GET of one object and of collections.</summary>
internal sealed class ReadHandler(ObjectStore store, TimeProvider time)
{
    internal Task GetAsync(HttpContext context, RequestTarget target)
    {
        StoredObject stored = store.Find(target.Key) ?? throw ApiException.NotFound(target.Resource, target.Name!);
        if (target.Subresource == "scale")
            return Answers.JsonAsync(context, 200, Scale.Of(stored.Read()));
        return Answers.BytesAsync(context, 200, new Representation(context, target.Resource, time).One(stored));
    }

    internal Task ListAsync(HttpContext context, RequestTarget target)
    {
        IQueryCollection query = context.Request.Query;
        LabelSelector labels = LabelSelector.Parse(query["labelSelector"]);
        FieldSelector fields = FieldSelector.Parse(query["fieldSelector"], target.Resource);
        (IReadOnlyList<StoredObject> all, long revision) = store.List(target.Resource.Storage, target.Namespace);
        CheckVersion(query["resourceVersion"], query["resourceVersionMatch"], revision);
        IEnumerable<StoredObject> matching = all.Where(o => labels.Matches(o.Labels) && fields.Matches(o));
        if (query["continue"].ToString() is { Length: > 0 } token)
        {
            (revision, string after) = ReadToken(token);
            matching = matching.Where(o => string.CompareOrdinal(o.Key.Path, after) > 0);
        }

        List<StoredObject> page = [.. matching];
        string? next = null;
        int remaining = 0;
        if (int.TryParse(query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit > 0 && page.Count > limit)
        {
            remaining = page.Count - limit;
            page.RemoveRange(limit, remaining);
            next = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{revision.ToString(CultureInfo.InvariantCulture)} {page[^1].Key.Path}"));
        }

        return Answers.BytesAsync(context, 200, new Representation(context, target.Resource, time).Many(page, revision, next, remaining));
    }

    /// <summary>
    /// A page follows on from the last one's key; the list keeps the first page's resource version, from which a watch replays whatever changed between the pages.
    /// </summary>
    private (long Revision, string After) ReadToken(string token)
    {
        Span<byte> decoded = stackalloc byte[token.Length];
        if (!Convert.TryFromBase64String(token, decoded, out int length)
            || Encoding.UTF8.GetString(decoded[..length]).Split(' ') is not [var version, var after]
            || !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long revision))
            throw ApiException.BadRequest("continue key is not valid");
        if (!store.Remembers(revision))
        {
            throw ApiException.Expired(
                "The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.");
        }

        return (revision, after);
    }

    private static void CheckVersion(string? asked, string? match, long revision)
    {
        if (asked is null or "" or "0")
            return;
        if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long version))
            throw ApiException.BadRequest($"resourceVersion: Invalid value: \"{asked}\": strconv.ParseUint: parsing \"{asked}\": invalid syntax");
        if (version > revision)
            throw new ApiException(504, "Timeout", $"Too large resource version: {version}, current: {revision}");
        if (match == "Exact" && version != revision)
            throw ApiException.Expired($"The resourceVersion for the provided list is too old.");
    }
}
