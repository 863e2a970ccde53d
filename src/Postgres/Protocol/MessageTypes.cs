namespace Seawall.Postgres.Protocol;

/// <summary>The type bytes a client sends.</summary>
public static class FrontendType
{
    /// <summary>Simple query.</summary>
    public const byte Query = (byte)'Q';

    /// <summary>Parse.</summary>
    public const byte Parse = (byte)'P';

    /// <summary>Bind.</summary>
    public const byte Bind = (byte)'B';

    /// <summary>Describe of a statement or portal.</summary>
    public const byte Describe = (byte)'D';

    /// <summary>Close of a statement or portal.</summary>
    public const byte Close = (byte)'C';

    /// <summary>Execute.</summary>
    public const byte Execute = (byte)'E';

    /// <summary>Sync.</summary>
    public const byte Sync = (byte)'S';

    /// <summary>Flush.</summary>
    public const byte Flush = (byte)'H';

    /// <summary>Function call.</summary>
    public const byte FunctionCall = (byte)'F';

    /// <summary>COPY data.</summary>
    public const byte CopyData = (byte)'d';

    /// <summary>COPY is complete.</summary>
    public const byte CopyDone = (byte)'c';

    /// <summary>COPY failed.</summary>
    public const byte CopyFail = (byte)'f';

    /// <summary>Password, SASL and GSS answers.</summary>
    public const byte Password = (byte)'p';

    /// <summary>Terminate.</summary>
    public const byte Terminate = (byte)'X';
}

/// <summary>The type bytes a server sends.</summary>
public static class BackendType
{
    /// <summary>Authentication request or acceptance.</summary>
    public const byte Authentication = (byte)'R';

    /// <summary>Cancellation key.</summary>
    public const byte BackendKeyData = (byte)'K';

    /// <summary>A reportable setting.</summary>
    public const byte ParameterStatus = (byte)'S';

    /// <summary>End of a command cycle.</summary>
    public const byte ReadyForQuery = (byte)'Z';

    /// <summary>Columns of the rows to come.</summary>
    public const byte RowDescription = (byte)'T';

    /// <summary>One row.</summary>
    public const byte DataRow = (byte)'D';

    /// <summary>A command is complete.</summary>
    public const byte CommandComplete = (byte)'C';

    /// <summary>The text held no command.</summary>
    public const byte EmptyQueryResponse = (byte)'I';

    /// <summary>The statement returns no rows.</summary>
    public const byte NoData = (byte)'n';

    /// <summary>The parameters of a statement.</summary>
    public const byte ParameterDescription = (byte)'t';

    /// <summary>Parse done.</summary>
    public const byte ParseComplete = (byte)'1';

    /// <summary>Bind done.</summary>
    public const byte BindComplete = (byte)'2';

    /// <summary>Close done.</summary>
    public const byte CloseComplete = (byte)'3';

    /// <summary>The row limit of Execute was reached.</summary>
    public const byte PortalSuspended = (byte)'s';

    /// <summary>Error.</summary>
    public const byte ErrorResponse = (byte)'E';

    /// <summary>Notice.</summary>
    public const byte NoticeResponse = (byte)'N';

    /// <summary>Notification of a LISTENed channel.</summary>
    public const byte NotificationResponse = (byte)'A';

    /// <summary>COPY from the client begins.</summary>
    public const byte CopyInResponse = (byte)'G';

    /// <summary>COPY to the client begins.</summary>
    public const byte CopyOutResponse = (byte)'H';

    /// <summary>COPY both ways begins (replication).</summary>
    public const byte CopyBothResponse = (byte)'W';

    /// <summary>COPY data.</summary>
    public const byte CopyData = (byte)'d';

    /// <summary>COPY is complete.</summary>
    public const byte CopyDone = (byte)'c';

    /// <summary>The result of a function call.</summary>
    public const byte FunctionCallResponse = (byte)'V';

    /// <summary>The server speaks an older minor version or misses options.</summary>
    public const byte NegotiateProtocolVersion = (byte)'v';
}
