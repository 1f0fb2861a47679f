namespace ChatDr.Lab.Node;

/// <summary>Reads image references.</summary>
internal static class ImageName
{
    /// <summary>The reference without its tag and digest.</summary>
    public static string Of(string image)
    {
        var name = image.Split('@')[0];
        var tag = name.LastIndexOf(':');
        return tag > name.LastIndexOf('/') ? name[..tag] : name;
    }
}
