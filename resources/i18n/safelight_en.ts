<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>CardText</name>
    <message numerus="yes">
        <source>%Ln new photo(s), %1, of %2.</source>
        <translation>
            <numerusform>%Ln new photo, %1, of %2.</numerusform>
            <numerusform>%Ln new photos, %1, of %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Do not format: the copies of %Ln file(s) do not lie in the library as they were stored. Take it in once more.</source>
        <translation>
            <numerusform>Do not format: the copy of %Ln file does not lie in the library as it was stored. Take it in once more.</numerusform>
            <numerusform>Do not format: the copies of %Ln files do not lie in the library as they were stored. Take it in once more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln other(s) seem to be here.</source>
        <translation>
            <numerusform>%Ln other seems to be here.</numerusform>
            <numerusform>%Ln others seem to be here.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new</source>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IngestText</name>
    <message numerus="yes">
        <source>%Ln thumbnail(s) made</source>
        <translation>
            <numerusform>%Ln thumbnail made</numerusform>
            <numerusform>%Ln thumbnails made</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln preview(s) made</source>
        <translation>
            <numerusform>%Ln preview made</numerusform>
            <numerusform>%Ln previews made</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlanText</name>
    <message numerus="yes">
        <source>… and %Ln more gap(s) in the camera&apos;s counter.</source>
        <translation>
            <numerusform>… and %Ln more gap in the camera&apos;s counter.</numerusform>
            <numerusform>… and %Ln more gaps in the camera&apos;s counter.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more RAW(s) without a JPEG.</source>
        <translation>
            <numerusform>… and %Ln more RAW without a JPEG.</numerusform>
            <numerusform>… and %Ln more RAWs without a JPEG.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more JPEG(s) without a RAW.</source>
        <translation>
            <numerusform>… and %Ln more JPEG without a RAW.</numerusform>
            <numerusform>… and %Ln more JPEGs without a RAW.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more sidecar(s) without a picture.</source>
        <translation>
            <numerusform>… and %Ln more sidecar without a picture.</numerusform>
            <numerusform>… and %Ln more sidecars without a picture.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more file(s) without a byte.</source>
        <translation>
            <numerusform>… and %Ln more file without a byte.</numerusform>
            <numerusform>… and %Ln more files without a byte.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more file(s) that begin with zeros.</source>
        <translation>
            <numerusform>… and %Ln more file that begins with zeros.</numerusform>
            <numerusform>… and %Ln more files that begin with zeros.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %Ln more file(s) that end too early.</source>
        <translation>
            <numerusform>… and %Ln more file that ends too early.</numerusform>
            <numerusform>… and %Ln more files that end too early.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln number(s) of the camera&apos;s counter are missing</source>
        <translation>
            <numerusform>%Ln number of the camera&apos;s counter is missing</numerusform>
            <numerusform>%Ln numbers of the camera&apos;s counter are missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>would take in %Ln file(s) (%1)</source>
        <translation>
            <numerusform>would take in %Ln file (%1)</numerusform>
            <numerusform>would take in %Ln files (%1)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptText</name>
    <message numerus="yes">
        <source>%Ln file(s) proven</source>
        <translation>
            <numerusform>%Ln file proven</numerusform>
            <numerusform>%Ln files proven</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) not proven</source>
        <translation>
            <numerusform>%Ln file not proven</numerusform>
            <numerusform>%Ln files not proven</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) have left the library since</source>
        <translation>
            <numerusform>%Ln file has left the library since</numerusform>
            <numerusform>%Ln files have left the library since</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) of kinds that are not taken in</source>
        <translation>
            <numerusform>%Ln file of kinds that are not taken in</numerusform>
            <numerusform>%Ln files of kinds that are not taken in</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TaskText</name>
    <message numerus="yes">
        <source>%Ln photo(s) would be marked as changed or missing</source>
        <translation>
            <numerusform>%Ln photo would be marked as changed or missing</numerusform>
            <numerusform>%Ln photos would be marked as changed or missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) would be added</source>
        <translation>
            <numerusform>%Ln photo would be added</numerusform>
            <numerusform>%Ln photos would be added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) would be found at another place</source>
        <translation>
            <numerusform>%Ln photo would be found at another place</numerusform>
            <numerusform>%Ln photos would be found at another place</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) would be renamed</source>
        <translation>
            <numerusform>%Ln photo would be renamed</numerusform>
            <numerusform>%Ln photos would be renamed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s) would be removed from the catalogue</source>
        <translation>
            <numerusform>%Ln photo would be removed from the catalogue</numerusform>
            <numerusform>%Ln photos would be removed from the catalogue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln folder(s) would be renamed</source>
        <translation>
            <numerusform>%Ln folder would be renamed</numerusform>
            <numerusform>%Ln folders would be renamed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln project(s) would be marked as gone</source>
        <translation>
            <numerusform>%Ln project would be marked as gone</numerusform>
            <numerusform>%Ln projects would be marked as gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln folder(s) would become a project</source>
        <translation>
            <numerusform>%Ln folder would become a project</numerusform>
            <numerusform>%Ln folders would become projects</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln project(s) would be found at another place</source>
        <translation>
            <numerusform>%Ln project would be found at another place</numerusform>
            <numerusform>%Ln projects would be found at another place</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Files of %Ln photo(s) would move to the trash</source>
        <translation>
            <numerusform>Files of %Ln photo would move to the trash</numerusform>
            <numerusform>Files of %Ln photos would move to the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) would be removed from the trash for good</source>
        <translation>
            <numerusform>%Ln thing would be removed from the trash for good</numerusform>
            <numerusform>%Ln things would be removed from the trash for good</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::CorrectionsPage</name>
    <message numerus="yes">
        <source>Undo %Ln correction(s)?</source>
        <translation>
            <numerusform>Undo %Ln correction?</numerusform>
            <numerusform>Undo %Ln corrections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln correction(s)</source>
        <translation>
            <numerusform>%Ln correction</numerusform>
            <numerusform>%Ln corrections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::IngestDialog</name>
    <message numerus="yes">
        <source>Take in %n file(s) and folders</source>
        <translation>
            <numerusform>Take in %n file or folder</numerusform>
            <numerusform>Take in %n files and folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sidecar(s)</source>
        <translation>
            <numerusform>%n sidecar</numerusform>
            <numerusform>%n sidecars</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other file(s) will be skipped</source>
        <translation>
            <numerusform>%n other file will be skipped</numerusform>
            <numerusform>%n other files will be skipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::Intake</name>
    <message numerus="yes">
        <source>%n folder(s)</source>
        <translation>
            <numerusform>%n folder</numerusform>
            <numerusform>%n folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n item(s)</source>
        <translation>
            <numerusform>%n item</numerusform>
            <numerusform>%n items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::JobLogView</name>
    <message numerus="yes">
        <source>%Ln line(s)</source>
        <translation>
            <numerusform>%Ln line</numerusform>
            <numerusform>%Ln lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::LiveCorrections</name>
    <message numerus="yes">
        <source>The latest %Ln correction(s)</source>
        <translation>
            <numerusform>The latest %Ln correction</numerusform>
            <numerusform>The latest %Ln corrections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::MainWindow</name>
    <message numerus="yes">
        <source>%n photo(s) chosen</source>
        <translation>
            <numerusform>%n photo chosen</numerusform>
            <numerusform>%n photos chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written to %1</source>
        <translation>
            <numerusform>%n row written to %1</numerusform>
            <numerusform>%n rows written to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Its %n photo(s) and its folder go to the library’s trash as a whole, from where they can be restored. A folder that lies outside the library, or is offline, stays where it is.</source>
        <translation>
            <numerusform>Its photo and its folder go to the library’s trash as a whole, from where they can be restored. A folder that lies outside the library, or is offline, stays where it is.</numerusform>
            <numerusform>Its %n photos and its folder go to the library’s trash as a whole, from where they can be restored. A folder that lies outside the library, or is offline, stays where it is.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::PhotoPane</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::PlanPane</name>
    <message numerus="yes">
        <source>%Ln photo(s)</source>
        <translation>
            <numerusform>%Ln photo</numerusform>
            <numerusform>%Ln photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::ProjectListModel</name>
    <message numerus="yes">
        <source>%n photo(s)</source>
        <translation>
            <numerusform>%n photo</numerusform>
            <numerusform>%n photos</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::QuestionDialog</name>
    <message numerus="yes">
        <source>Close while %n task(s) run?</source>
        <translation>
            <numerusform>Close while a task runs?</numerusform>
            <numerusform>Close while %n tasks run?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::ReceiptListModel</name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::TaskRow</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::TaskStrip</name>
    <message numerus="yes">
        <source>%n more to take in after that</source>
        <translation>
            <numerusform>%n more to take in after that</numerusform>
            <numerusform>%n more to take in after that</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>safelight::VerdictBanner</name>
    <message numerus="yes">
        <source>Safe to format: all %Ln sources</source>
        <translation>
            <numerusform>Safe to format: all %Ln sources</numerusform>
            <numerusform>Safe to format: all %Ln sources</numerusform>
        </translation>
    </message>
</context>
</TS>
