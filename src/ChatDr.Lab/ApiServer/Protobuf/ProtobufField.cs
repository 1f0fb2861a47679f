namespace ChatDr.Lab.ApiServer.Protobuf;

/// <summary>A field of a message: what it is called in JSON, what it holds, and whether there may be several.</summary>
/// <param name="Name">The JSON member.</param>
/// <param name="Kind">How its value is to be read.</param>
/// <param name="Message">For a message: its fields by number; null for one that is only taken when nothing in it is set.</param>
/// <param name="IsRepeated">Whether it is a list.</param>
internal sealed record ProtobufField(string Name, ProtobufKind Kind, IReadOnlyDictionary<int, ProtobufField>? Message = null, bool IsRepeated = false);
