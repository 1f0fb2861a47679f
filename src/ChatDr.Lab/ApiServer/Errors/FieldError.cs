using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Errors;

/// <summary>One reason why an object is invalid: apimachinery's <c>field.Error</c>.</summary>
/// <param name="Reason">Machine-readable cause, e.g. <c>FieldValueInvalid</c>.</param>
/// <param name="Field">Path of the field, e.g. <c>spec.sites[0].name</c>.</param>
/// <param name="Text">What is wrong, e.g. <c>Required value</c>.</param>
internal sealed record FieldError(string Reason, string Field, string Text)
{
    internal static FieldError Required(string field, string? detail = null) =>
        new("FieldValueRequired", field, detail is null ? "Required value" : $"Required value: {detail}");

    internal static FieldError Invalid(string field, string value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {value}: {detail}");

    internal static FieldError TypeInvalid(string field, string value, string detail) =>
        new("FieldValueTypeInvalid", field, $"Invalid value: {value}: {detail}");

    internal static FieldError NotSupported(string field, string value, IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {value}: supported values: {string.Join(", ", supported.Select(s => $"\"{s}\""))}");

    internal static FieldError Duplicate(string field, string value) => new("FieldValueDuplicate", field, $"Duplicate value: {value}");

    internal static FieldError NotFound(string field, string value) => new("FieldValueNotFound", field, $"Not found: {value}");

    internal static FieldError TooLong(string field, long limit) =>
        new("FieldValueTooLong", field, $"Too long: may not be more than {limit} bytes");

    internal static FieldError TooMany(string field, int actual, long limit) =>
        new("FieldValueTooMany", field, $"Too many: {actual}: must have at most {limit} items");

    internal static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    internal JsonNode ToCause() => new JsonObject { ["reason"] = Reason, ["message"] = Text, ["field"] = Field };

    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Text}";
}
