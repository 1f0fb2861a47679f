namespace ChatDr.Api.Schema;

/// <summary>The schema of this property is another API's (such as resource requirements): it is passed on as it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;
