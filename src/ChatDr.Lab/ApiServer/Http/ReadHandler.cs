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
        if (target is { Subresource: "scale", Resource.Scale: { } paths })
            return Answers.JsonAsync(context, 200, Scale.Of(stored.Read(), paths));
        return Answers.BytesAsync(context, 200, new Representation(context, target.Resource, time).One(stored));
    }

    internal Task ListAsync(HttpContext context, RequestTarget target)
    {
        IQueryCollection query = context.Request.Query;
        LabelSelector labels = LabelSelector.Parse(query["labelSelector"]);
        FieldSelector fields = FieldSelector.Parse(query["fieldSelector"], target.Resource);
        (IReadOnlyList<StoredObject> all, long revision, string after) = Snapshot(query, target);
        IEnumerable<StoredObject> matching = all.Where(o => string.CompareOrdinal(o.Key.Path, after) > 0 && labels.Matches(o.Labels) && fields.Matches(o));
        List<StoredObject> page = [.. matching];
        string? next = null;
        int remaining = 0;
        int limit = Limit(query["limit"].ToString());
        if (limit > 0 && page.Count > limit)
        {
            remaining = page.Count - limit;
            page.RemoveRange(limit, remaining);
            next = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{revision.ToString(CultureInfo.InvariantCulture)} {page[^1].Key.Path}"));
        }

        bool isSelected = query["labelSelector"].ToString().Length > 0 || query["fieldSelector"].ToString().Length > 0;
        return Answers.BytesAsync(context, 200, new Representation(context, target.Resource, time).Many(page, revision, next, isSelected ? null : remaining));
    }

    /// <summary>What a list is made from: the state that its token or its resourceVersion names, and the key after which the page begins.</summary>
    private (IReadOnlyList<StoredObject> Objects, long Revision, string After) Snapshot(IQueryCollection query, RequestTarget target)
    {
        (string version, string match) = (query["resourceVersion"].ToString(), query["resourceVersionMatch"].ToString());
        if (query["continue"].ToString() is { Length: > 0 } token)
        {
            if (version is not ("" or "0") || match.Length > 0)
                throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
            (long first, string after) = ReadToken(token);
            IReadOnlyList<StoredObject> then = store.ListAt(target.Resource.Storage, target.Namespace, first) ?? throw ApiException.Expired(
                "The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.");
            return (then, first, after);
        }

        (IReadOnlyList<StoredObject> now, long revision) = store.List(target.Resource.Storage, target.Namespace);
        long asked = ReadVersion(version, match);
        if (asked > revision)
            throw ApiException.TooLargeResourceVersion(asked, revision);
        bool exact = match == "Exact" || (match.Length == 0 && asked > 0 && query["limit"].ToString() is not ("" or "0"));
        return exact
            ? (store.ListAt(target.Resource.Storage, target.Namespace, asked)
                ?? throw ApiException.Expired("The resourceVersion for the provided list is too old."), asked, "")
            : (now, revision, "");
    }

    private static int Limit(string text)
    {
        if (text.Length == 0)
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit)
            ? limit
            : throw ApiException.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    private static (long Revision, string After) ReadToken(string token)
    {
        Span<byte> decoded = stackalloc byte[token.Length];
        if (!Convert.TryFromBase64String(token, decoded, out int length)
            || Encoding.UTF8.GetString(decoded[..length]).Split(' ') is not [var version, var after]
            || !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long revision))
            throw ApiException.BadRequest("invalid continue token: continue key is not valid");
        return (revision, after);
    }

    /// <summary>The revision that a list asks for, 0 for none (kubernetes.io/docs/reference/using-api/api-concepts, "Resource versions").</summary>
    private static long ReadVersion(string version, string match)
    {
        FieldError? wrong = (version, match) switch
        {
            (_, "") => null,
            ("", _) => FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"),
            ("0", "Exact") => FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""),
            (_, "Exact" or "NotOlderThan") => null,
            _ => FieldError.NotSupported("resourceVersionMatch", $"\"{match}\"", ["Exact", "NotOlderThan", ""]),
        };
        if (wrong is not null)
            throw ApiException.InvalidOptions("ListOptions", wrong);
        if (version.Length == 0)
            return 0;
        return long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw ApiException.BadRequest($"resourceVersion: Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
    }
}
