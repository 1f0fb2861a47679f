namespace ChatDr.Kubernetes.Client;

/// <summary>How to create, replace, patch or apply. Source: Kubernetes API conventions, "Dry-run", "Field validation" and "Server-Side Apply".</summary>
public sealed record WriteOptions
{
    /// <summary>As the server does by default.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>
    /// Who the written fields belong to; null for the part of the user agent before its slash. Server-side apply requires one. At most 128 characters.
    /// </summary>
    public string? FieldManager { get; init; }

    /// <summary>Whether the server goes through everything, defaults and admission included, and stores nothing: <c>dryRun=All</c>.</summary>
    public bool DryRun { get; init; }

    /// <summary>
    /// What becomes of fields that the server does not know, or that come twice: <c>Ignore</c>, <c>Warn</c> or <c>Strict</c>, which is a 400; null for the
    /// server's default. Servers before 1.25 drop them whatever is said here.
    /// </summary>
    public string? FieldValidation { get; init; }

    /// <summary>Server-side apply only: takes fields from their owners, which is a 409 otherwise.</summary>
    public bool Force { get; init; }
}
