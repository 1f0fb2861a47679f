namespace ChatDr.Lab.ApiServer;

/// <summary>Something that a client asked for, in the words of RBAC: what its role has to allow.</summary>
/// <param name="UserAgent">Who asked.</param>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Resource">The plural, with its subresource if there is one: <c>pods</c>, <c>pods/status</c>.</param>
public sealed record ApiAccess(string UserAgent, string Verb, string Group, string Resource);
